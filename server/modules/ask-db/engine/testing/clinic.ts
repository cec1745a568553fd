/** A clinic with abbreviated column names, yes-or-no columns, several dates in a row and names in two parts. */
export const clinic = `
CREATE TABLE doctors (doc_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, specialty TEXT, year_reg INTEGER, board_certified BOOLEAN, loc_state TEXT);
CREATE TABLE patients (patient_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, date_of_birth DATE, gender TEXT, ins_type TEXT, weight_kg REAL, height_cm REAL);
CREATE TABLE drugs (drug_id INTEGER PRIMARY KEY, drug_name TEXT, manufacturer TEXT, drug_type TEXT, fda_appr_dt DATE);
CREATE TABLE treatments (treatment_id INTEGER PRIMARY KEY, patient_id INTEGER REFERENCES patients(patient_id), doc_id INTEGER REFERENCES doctors(doc_id), drug_id INTEGER REFERENCES drugs(drug_id), start_dt DATE, end_dt DATE, is_placebo BOOLEAN, tot_drug_amt REAL);
CREATE TABLE adverse_events (id INTEGER PRIMARY KEY, treatment_id INTEGER REFERENCES treatments(treatment_id), reported_dt DATE, description TEXT);
INSERT INTO doctors VALUES (1,'John','Smith','Dermatology',2005,1,'CA'),(2,'Jane','Doe','Immunology',2010,1,'NY'),(3,'Ann','Lee','Dermatology',2015,0,'TX');
INSERT INTO patients VALUES (1,'Alice','Moore','1980-05-01','Female','private',70,165),(2,'Bob','Hill','1995-03-12','Male','medicare',82,180),(3,'Cy','Fox','2001-07-30','Male','private',60,170);
INSERT INTO drugs VALUES (1,'Drugalin','Pharma Inc','biologic','2010-01-15'),(2,'Medicol','BioTech','topical','2018-06-30'),(3,'Curex','Pharma Inc','topical',NULL);
INSERT INTO treatments VALUES (1,1,1,1,'2024-01-01','2024-06-01',0,240),(2,2,1,2,'2025-02-01',NULL,0,120),(3,3,2,1,'2025-03-15','2025-04-15',1,60),(4,1,2,2,'2026-10-01',NULL,0,90),(5,2,2,2,'2026-11-01',NULL,0,30);
INSERT INTO adverse_events VALUES (1,1,'2024-02-01','Rash'),(2,3,'2025-03-20','Nausea'),(3,3,'2025-04-01','Rash');
`;
