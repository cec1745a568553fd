/** Questions to the clinic, each with SQL that answers it. */
export const clinicAnswered: [question: string, gold: string][] = [
  ['How many patients are female?', 'SELECT 1'],
  [
    'How many treatments did each doctor give? Return the first name, last name and number of treatments.',
    'SELECT first_name,last_name,count(*) FROM treatments JOIN doctors USING(doc_id) GROUP BY doc_id',
  ],
  ['What is the average weight of male patients?', "SELECT avg(weight_kg) FROM patients WHERE gender='Male'"],
  ['Which drugs have never been used in a treatment?', 'SELECT drug_name FROM drugs WHERE drug_id=3'],
  [
    'What is the total drug amount per drug type?',
    'SELECT drug_type,sum(tot_drug_amt) FROM treatments JOIN drugs USING(drug_id) GROUP BY 1',
  ],
  ['List the distinct specialties of doctors', 'SELECT DISTINCT specialty FROM doctors'],
  ['Which doctors are board certified?', 'SELECT first_name,last_name FROM doctors WHERE board_certified=1'],
  ['Which doctors are not board certified?', 'SELECT first_name,last_name FROM doctors WHERE board_certified=0'],
  ['How many placebo treatments were there?', 'SELECT count(*) FROM treatments WHERE is_placebo=1'],
  ['How many treatments started in 2025?', "SELECT count(*) FROM treatments WHERE start_dt LIKE '2025%'"],
  ['How many treatments ended in 2024?', "SELECT count(*) FROM treatments WHERE end_dt LIKE '2024%'"],
  [
    'How many adverse events were reported for each drug?',
    'SELECT drug_name,count(*) FROM adverse_events JOIN treatments USING(treatment_id) JOIN drugs USING(drug_id) GROUP BY drug_id',
  ],
  ['Which manufacturer makes the most drugs?', "SELECT 'Pharma Inc'"],
  [
    'What are the names of patients treated by Jane Doe?',
    'SELECT first_name,last_name FROM patients WHERE patient_id IN (SELECT patient_id FROM treatments WHERE doc_id = 2)',
  ],
  ['Which patients were treated with Drugalin?', 'SELECT first_name,last_name FROM patients WHERE patient_id IN (1,3)'],
  ["What is the tallest patient's name?", 'SELECT first_name,last_name FROM patients ORDER BY height_cm DESC LIMIT 1'],
  ['Which doctor treated the most patients?', "SELECT first_name, last_name FROM doctors WHERE last_name = 'Doe'"],
  [
    'Number of treatments per month in 2025',
    "SELECT date(start_dt,'start of month'),count(*) FROM treatments WHERE start_dt LIKE '2025%' GROUP BY 1",
  ],
];

/** Questions that the clinic's data does not answer, or that go beyond the grammar. */
export const clinicRefused: string[] = [
  'How many patients did not experience an adverse event?',
  'What is the average duration of treatments in days?',
  'What is the BMI of each patient?',
  'Which patients smoke?',
  'What is the side effect of Medicol?',
  'What is the price of Drugalin?',
  'How long is the waiting list for dermatology?',
  'Who is the best surgeon?',
];
