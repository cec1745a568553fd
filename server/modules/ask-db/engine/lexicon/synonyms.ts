import { stem, verbStems } from '../text/stem.ts';

/** Words that name the same thing in everyday questions and in schemas. General English only. */
const groups = `
customer client buyer shopper
employee worker staffer
product item article
teacher instructor professor lecturer
student pupil learner
company firm corporation organization organisation enterprise
vendor supplier
city town
nation country
person people individual
person representative rep agent
population people person inhabitant resident citizen
cuisine food
price cost
price amount
phone telephone
email mail
surname lastname
salary wage pay
sex gender
paper publication article
movie film
picture photo image
author writer
doctor physician
car vehicle auto automobile
quantity qty number count
zip postcode postal
description desc detail
message text comment content
manufacturer make brand
mark grade score
semester term
neighborhood neighbourhood
color colour
category categorie kind type
type kind
type kind sort
birth born birthday
death died
id identifier
district county
length duration
stock inventory
transaction txn
merchant retailer
coupon voucher
revenue sale
height altitude elevation
worth value
title name
expense cost
order purchase
sale purchase
buy bought purchase order sale
sell sold selling order sale
registered registration created creation
fee charge
representative person
`;

/** Abbreviations that schemas use, with the word they stand for. */
const abbreviations: Record<string, string> = {
  num: 'number',
  no: 'number',
  nr: 'number',
  qty: 'quantity',
  amt: 'amount',
  desc: 'description',
  addr: 'address',
  tel: 'phone',
  dept: 'department',
  dob: 'birthdate',
  yr: 'year',
  cnt: 'count',
  pct: 'percent',
  avg: 'average',
  crtd: 'created',
  ts: 'timestamp',
  dt: 'date',
  emp: 'employee',
  cust: 'customer',
  prod: 'product',
  cat: 'category',
  lat: 'latitude',
  lng: 'longitude',
  lon: 'longitude',
  tx: 'transaction',
  txn: 'transaction',
  org: 'organization',
  dist: 'distance',
  temp: 'temperature',
  msg: 'message',
  img: 'image',
  pwd: 'password',
  qtr: 'quarter',
};

/** Verbs and nouns of one family, where the endings alone do not show it. */
const families = `
sell sold selling sale seller
pay paid paying payment
buy bought buying purchase
purchase purchased purchasing order
hire hired hiring
fire fired termination terminated dismissed
rate rated rating
bear born birth birthdate
die died death dead
enroll enrolled enrolment enrollment
register registered registration
review reviewed reviewing
write wrote written writing author writer
teach taught teaching teacher instructor
ship shipped shipping shipment
deliver delivered delivery
invoice invoiced billed bill
treat treated treating treatment
diagnose diagnosed diagnosis
prescribe prescribed prescription
depart departed departure departing
arrive arrived arrival arriving
transfer transferred transferring
populate populated populous population
publish published publication publishing
cite cited citing citation
refer referenced reference
rent rented rental
book booked booking
visit visited visiting
reserve reserved reservation
subscribe subscribed subscription
login logged
return returned
refund refunded
cancel cancelled canceled cancellation
complete completed completion
create created creation crtd
start started starting
end ended ending
join joined joining
border bordering
high height
long length
wide width
deep depth
old age
expensive cheap price cost
heavy weight
discount discounted
graduate graduated graduation
employ employed employment employee
retire retired retirement
donate donated donation
borrow borrowed loan
vote voted
attend attended attendance
approve approved approval appr
admit admitted admission
appoint appointed appointment
issue issued issuance
`;

const synonymSets = index(groups);
const familySets = index(families);

/** The word an abbreviation of a schema stands for, or the word itself. */
export function expand(word: string): string {
  return abbreviations[word] ?? word;
}

/** How alike two stems are: 1 the same, 0.9 of one family ("hired", "hire"), 0.85 synonyms, 0 unrelated. */
export function likeness(left: string, right: string): number {
  if (left === right) return 1;
  if (familySets.get(left)?.has(right) || sharesVerb(left, right)) return 0.9;
  if (synonymSets.get(left)?.has(right)) return 0.85;
  return 0;
}

function sharesVerb(left: string, right: string): boolean {
  const lefts = verbStems(left);
  if (lefts.includes(right)) return true;
  const rights = verbStems(right);
  if (rights.includes(left)) return true;
  const [agents, agent] = [agentStems(right), agentStems(left)];
  return (
    agents.some((stem) => stem === left || lefts.includes(stem)) ||
    agent.some((stem) => stem === right || rights.includes(stem))
  );
}

/** The verb of who does it: "supplier" → "supply"; short ones would meet by chance. */
function agentStems(word: string): string[] {
  const base = /^(.{4,})(?:er|or)$/.exec(word)?.[1];
  if (!base) return [];
  return base.endsWith('i') ? [`${base.slice(0, -1)}y`] : [base, `${base}e`];
}

function index(lines: string): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const line of lines.trim().split('\n')) {
    const words = line.split(' ').map(stem);
    for (const word of words) sets.set(word, new Set([...(sets.get(word) ?? []), ...words]));
  }
  return sets;
}
