/** A library of research as it comes from the web: no declared references, bridge tables, keys of one letter and "id". */
export const library = `
CREATE TABLE author (aid INTEGER PRIMARY KEY, name TEXT, nationality TEXT, oid INTEGER);
CREATE TABLE organization (oid INTEGER PRIMARY KEY, name TEXT, continent TEXT);
CREATE TABLE publication (pid INTEGER PRIMARY KEY, title TEXT, year INTEGER, citation_num INTEGER, jid INTEGER);
CREATE TABLE journal (jid INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE writes (aid INTEGER, pid INTEGER);
CREATE TABLE domain (did INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE domain_publication (did INTEGER, pid INTEGER);
INSERT INTO organization VALUES (1,'Oxford','Europe'),(2,'MIT','North America'),(3,'NUS','Asia');
INSERT INTO author VALUES (1,'Martin','German',1),(2,'Lee','Korean',3),(3,'Ada','British',1),(4,'Kim','Korean',NULL);
INSERT INTO journal VALUES (1,'Nature'),(2,'Science');
INSERT INTO publication VALUES (1,'Graphs',2019,10,1),(2,'Trees',2020,25,1),(3,'Forests',2020,5,2),(4,'Seas',2021,0,2),(5,'Rivers',2021,7,NULL);
INSERT INTO writes VALUES (1,1),(1,2),(2,2),(3,3),(3,4),(2,5);
INSERT INTO domain VALUES (1,'Machine Learning'),(2,'Ecology');
INSERT INTO domain_publication VALUES (1,1),(1,2),(2,3),(2,4),(2,5),(1,5);
`;
