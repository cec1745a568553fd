/** Questions to the school, each with SQL that answers it. */
export const schoolAnswered: [question: string, gold: string][] = [
  ['How many students are there?', 'SELECT count(*) FROM student'],
  [
    'How many courses does each department offer?',
    'SELECT d.name, count(*) FROM course c JOIN department d USING(did) GROUP BY d.did',
  ],
  [
    'What is the total number of credits for each department?',
    'SELECT d.name, sum(credits) FROM course c JOIN department d USING(did) GROUP BY d.did',
  ],
  [
    'What is the average salary of teachers per department?',
    'SELECT d.name, avg(salary) FROM teacher t JOIN department d USING(did) GROUP BY d.did',
  ],
  ['Which teachers have a salary higher than 6000?', 'SELECT name FROM teacher WHERE salary>6000'],
  ['List the students from Vienna', "SELECT name FROM student WHERE hometown='Vienna'"],
  [
    'Which students are enrolled in Algebra?',
    "SELECT name FROM student WHERE sid IN (SELECT sid FROM enrollment JOIN course USING(cid) WHERE title='Algebra')",
  ],
  [
    'How many students are enrolled in each course?',
    'SELECT title, count(*) FROM enrollment JOIN course USING(cid) GROUP BY cid',
  ],
  [
    'How many students took Algebra in 2023?',
    "SELECT count(*) FROM enrollment JOIN course USING(cid) WHERE title='Algebra' AND year=2023",
  ],
  [
    'Which courses does Darwin teach?',
    "SELECT title FROM course WHERE cid IN (SELECT cid FROM teaches JOIN teacher USING(tid) WHERE name='Darwin')",
  ],
  ['Which teachers do not teach any course?', 'SELECT name FROM teacher WHERE tid NOT IN (SELECT tid FROM teaches)'],
  [
    'Which students are not enrolled in any course?',
    'SELECT name FROM student WHERE sid NOT IN (SELECT sid FROM enrollment)',
  ],
  [
    'What is the average grade per course?',
    'SELECT title, avg(grade) FROM enrollment JOIN course USING(cid) GROUP BY cid',
  ],
  ['What is the average grade of Mira?', "SELECT avg(grade) FROM enrollment JOIN student USING(sid) WHERE name='Mira'"],
  ['Which student has the highest gpa?', 'SELECT name FROM student ORDER BY gpa DESC LIMIT 1'],
  ['Who is the oldest student?', 'SELECT name FROM student ORDER BY birth_date LIMIT 1'],
  ['How many female students are there?', "SELECT count(*) FROM student WHERE gender='female'"],
  [
    'What is the ratio of female students to male students?',
    "SELECT 1.0*sum(gender='female')/sum(gender='male') FROM student",
  ],
  ['How many teachers are there by gender?', 'SELECT gender, count(*) FROM teacher GROUP BY 1'],
  [
    'List the titles of advanced courses in the Mathematics department',
    "SELECT title FROM course JOIN department USING(did) WHERE level='advanced' AND name='Mathematics'",
  ],
  ['Which department has the largest budget?', 'SELECT name FROM department ORDER BY budget DESC LIMIT 1'],
  [
    'Which building has the most departments?',
    'SELECT building FROM department GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
  ],
  [
    'How many students enrolled in 2023?',
    'SELECT count(*) FROM student WHERE enrollment_year=2023 AND sid IN (SELECT sid FROM enrollment)',
  ],
  ['How many enrollments were there in each year?', 'SELECT year, count(*) FROM enrollment GROUP BY 1'],
  [
    'How many enrollments were there per semester and year?',
    'SELECT semester, year, count(*) FROM enrollment GROUP BY 1,2',
  ],
  [
    'Which courses have fewer than 2 students?',
    'SELECT title FROM enrollment JOIN course USING(cid) GROUP BY cid HAVING count(*)<2',
  ],
  ['Show the name and salary of all female teachers', "SELECT name,salary FROM teacher WHERE gender='female'"],
  ['Which departments have no teachers?', 'SELECT name FROM department WHERE did NOT IN (SELECT did FROM teacher)'],
  [
    'What is the total salary paid in the Biology department?',
    "SELECT sum(salary) FROM teacher t JOIN department d USING(did) WHERE d.name='Biology'",
  ],
  ['How many courses have more than 4 credits?', 'SELECT count(*) FROM course WHERE credits>4'],
  ['Which teachers taught in 2024?', 'SELECT name FROM teacher WHERE tid IN (SELECT tid FROM teaches WHERE year=2024)'],
  [
    'List teachers together with their department',
    'SELECT t.name AS a, d.name AS b FROM teacher t JOIN department d USING(did)',
  ],
  ['What are the names of students whose hometown is unknown?', 'SELECT name FROM student WHERE hometown IS NULL'],
  [
    'Which students have a grade below 70?',
    'SELECT name FROM student WHERE sid IN (SELECT sid FROM enrollment WHERE grade<70)',
  ],
  [
    'What is the lowest grade in Genetics?',
    "SELECT min(grade) FROM enrollment JOIN course USING(cid) WHERE title='Genetics'",
  ],
  [
    'How many students does each teacher teach?',
    'SELECT name, count(DISTINCT sid) FROM enrollment JOIN teaches USING(cid) JOIN teacher USING(tid) GROUP BY tid',
  ],
  [
    'What is the minimum, maximum and average salary of teachers?',
    'SELECT min(salary),max(salary),avg(salary) FROM teacher',
  ],
  ['Which courses are worth 8 credits?', 'SELECT title FROM course WHERE credits=8'],
  ['List all courses ordered by title', 'SELECT title FROM course ORDER BY title'],
  ['What share of courses are advanced?', "SELECT 100.0*sum(level='advanced')/count(*) FROM course"],
  ['Average gpa by enrollment year', 'SELECT enrollment_year, avg(gpa) FROM student GROUP BY 1'],
  [
    'How many students are in the Biology department?',
    "SELECT count(DISTINCT sid) FROM enrollment JOIN course USING(cid) JOIN department USING(did) WHERE name='Biology'",
  ],
];

/** Questions that the school's data does not answer, or that are too vague to guess at. */
export const schoolRefused: string[] = [
  'Which teachers earn more than 6000?',
  'What is the number of male and female teachers?',
  'Which buildings house more than one department?',
  'Which students play football?',
  'What is the tuition fee for Algebra?',
  'Which teacher is the most popular?',
  'When does the school year start?',
  'Which room is Algebra taught in?',
  'How many students have a scholarship?',
  'What is the phone number of Gauss?',
  'Who invented calculus?',
  'How many books are in the library?',
  'Which students have siblings at the school?',
  'What textbook is used for Genetics?',
  'How can I improve my grade?',
];
