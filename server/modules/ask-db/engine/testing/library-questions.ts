/** Questions to the library, each with SQL that answers it. */
export const libraryAnswered: [question: string, gold: string][] = [
  [
    'What is the total number of publications by each author?',
    'SELECT name,count(*) FROM writes JOIN author USING(aid) GROUP BY aid',
  ],
  [
    'What is the total number of citations received by each author?',
    'SELECT name,sum(citation_num) FROM writes JOIN author USING(aid) JOIN publication USING(pid) GROUP BY aid',
  ],
  [
    'What is the total number of publications published in each year?',
    'SELECT year,count(*) FROM publication GROUP BY 1',
  ],
  [
    'What is the average number of citations received by publications in each year?',
    'SELECT year,avg(citation_num) FROM publication GROUP BY 1',
  ],
  [
    'What is the title of the publication that has received the highest number of citations?',
    'SELECT title FROM publication ORDER BY citation_num DESC LIMIT 1',
  ],
  [
    'What are the top 2 domains with the highest number of authors associated with them?',
    'SELECT d.name FROM domain d JOIN domain_publication USING(did) JOIN writes USING(pid) GROUP BY did ORDER BY count(DISTINCT aid) DESC LIMIT 2',
  ],
  [
    'Which authors have written publications in the domain Ecology?',
    'SELECT name FROM author WHERE aid IN (SELECT aid FROM writes JOIN domain_publication USING(pid) WHERE did=2)',
  ],
  ['Which authors are not part of any organization?', 'SELECT name FROM author WHERE oid IS NULL'],
  ['What is the ratio of publications to authors in the database?', 'SELECT 5.0/4'],
  [
    'Which organizations have authors who have written publications in the domain "Machine Learning"?',
    'SELECT name FROM organization WHERE oid IN (1,3)',
  ],
  ['Which publications were published in Nature in 2020?', 'SELECT title FROM publication WHERE jid=1 AND year=2020'],
  ['Which publications were written by Martin and published in 2020?', 'SELECT title FROM publication WHERE pid=2'],
  [
    'How many publications were published between 2019 and 2020?',
    'SELECT count(*) FROM publication WHERE year BETWEEN 2019 AND 2020',
  ],
  ['How many publications were published in the journal "Science"?', 'SELECT count(*) FROM publication WHERE jid=2'],
  [
    'How many authors wrote publications in 2021?',
    'SELECT count(DISTINCT aid) FROM writes JOIN publication USING(pid) WHERE year=2021',
  ],
  [
    'List authors with more than one publication',
    'SELECT name FROM writes JOIN author USING(aid) GROUP BY aid HAVING count(*)>1',
  ],
  [
    'Which publications have more citations than the average?',
    'SELECT title FROM publication WHERE citation_num>(SELECT avg(citation_num) FROM publication)',
  ],
  ['How many authors are from Europe?', 'SELECT count(*) FROM author WHERE oid=1'],
  [
    'What is the total number of authors per organization, ordered by the number of authors in descending order?',
    'SELECT o.name,count(*) c FROM author JOIN organization o USING(oid) GROUP BY oid ORDER BY c DESC',
  ],
  ['Which year had the most publications?', 'SELECT year FROM publication GROUP BY 1 ORDER BY count(*) DESC LIMIT 1'],
  ['How many Korean authors are there?', "SELECT count(*) FROM author WHERE nationality='Korean'"],
  ['What percentage of authors are Korean?', 'SELECT 50.0'],
];

/** Questions that the library's data does not answer, or that go beyond the grammar. */
export const libraryRefused: string[] = [
  'Which authors have written publications in both the domain "Machine Learning" and the domain "Ecology"?',
  'What is the average number of publications per author?',
  'Which authors collaborated with Lee?',
  'How does the ratio of publications to journals change over the years?',
  'What is the h-index of Martin?',
  'Which publications are peer reviewed?',
  'What is the impact factor of Nature?',
  'Which author won a Nobel prize?',
];
