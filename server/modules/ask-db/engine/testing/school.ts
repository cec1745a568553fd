/** A school without declared foreign keys, with bridge tables, short key names and years kept as numbers. */
export const school = `
CREATE TABLE department (did INTEGER PRIMARY KEY, name TEXT NOT NULL, building TEXT NOT NULL, budget REAL NOT NULL);
CREATE TABLE teacher (tid INTEGER PRIMARY KEY, name TEXT NOT NULL, did INTEGER NOT NULL, salary REAL NOT NULL, gender TEXT NOT NULL);
CREATE TABLE student (sid INTEGER PRIMARY KEY, name TEXT NOT NULL, birth_date DATE NOT NULL, gender TEXT NOT NULL, hometown TEXT, enrollment_year INTEGER NOT NULL, gpa REAL);
CREATE TABLE course (cid INTEGER PRIMARY KEY, title TEXT NOT NULL, credits INTEGER NOT NULL, did INTEGER NOT NULL, level TEXT NOT NULL);
CREATE TABLE teaches (tid INTEGER NOT NULL, cid INTEGER NOT NULL, year INTEGER NOT NULL);
CREATE TABLE enrollment (sid INTEGER NOT NULL, cid INTEGER NOT NULL, semester TEXT NOT NULL, year INTEGER NOT NULL, grade INTEGER);

INSERT INTO department VALUES (1, 'Mathematics', 'Euler Hall', 120000), (2, 'History', 'West Wing', 80000), (3, 'Biology', 'Green House', 150000), (4, 'Music', 'West Wing', 40000);
INSERT INTO teacher VALUES (1, 'Noether', 1, 6100, 'female'), (2, 'Gauss', 1, 7200, 'male'), (3, 'Herodot', 2, 4800, 'male'), (4, 'Darwin', 3, 6900, 'male'), (5, 'Carson', 3, 6500, 'female');
INSERT INTO student VALUES
  (1, 'Mira', '2005-02-01', 'female', 'Vienna', 2023, 3.7), (2, 'Jonas', '2004-11-11', 'male', 'Graz', 2023, 2.9), (3, 'Zoé', '2006-07-19', 'female', 'Vienna', 2024, 3.9),
  (4, 'Luca', '2005-05-05', 'male', 'Linz', 2024, NULL), (5, 'Aiko', '2003-12-24', 'female', NULL, 2022, 3.1);
INSERT INTO course VALUES (1, 'Algebra', 6, 1, 'basic'), (2, 'Topology', 8, 1, 'advanced'), (3, 'Ancient Greece', 4, 2, 'basic'), (4, 'Genetics', 6, 3, 'advanced'), (5, 'Ecology', 4, 3, 'basic'), (6, 'Number Theory', 8, 1, 'advanced');
INSERT INTO teaches VALUES (1, 1, 2023), (1, 2, 2024), (2, 6, 2024), (3, 3, 2023), (4, 4, 2023), (5, 5, 2024), (4, 5, 2023);
INSERT INTO enrollment VALUES
  (1, 1, 'Fall', 2023, 90), (1, 2, 'Spring', 2024, 85), (2, 1, 'Fall', 2023, 60), (2, 3, 'Fall', 2023, 75), (3, 1, 'Fall', 2024, 95), (3, 4, 'Fall', 2024, 88),
  (5, 3, 'Spring', 2023, 70), (5, 4, 'Fall', 2023, 65), (5, 5, 'Fall', 2023, NULL), (3, 5, 'Fall', 2024, 92);
`;
