/** Abbreviations of places that people write out, as they are found in columns of states and countries. */
const places = `
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|FL Florida|GA Georgia
HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland
MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire
NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania
RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming|DC District of Columbia
US United States|USA United States|UK United Kingdom|GB United Kingdom|UAE United Arab Emirates
DE Germany|FR France|IT Italy|ES Spain|AT Austria|CH Switzerland|NL Netherlands|BE Belgium|PL Poland|PT Portugal
JP Japan|CN China|IN India|BR Brazil|CA Canada|MX Mexico|AU Australia|SE Sweden|NO Norway|DK Denmark|FI Finland
US America|USA America|UK Britain|UK England
`;

const byName = new Map<string, string[]>();
for (const entry of places.trim().split(/[|\n]/)) {
  const [code = '', ...name] = entry.split(' ');
  const key = name.join(' ').toLowerCase();
  byName.set(key, [...(byName.get(key) ?? []), code]);
}

/** The abbreviations a place may be stored under: "california" → ["CA"]; empty for an unknown place. */
export function placeCodes(name: string): string[] {
  return byName.get(name.toLowerCase()) ?? [];
}

/** The full names an abbreviation may stand for in a question: "usa" → ["united states", "america"]. */
export function placeNames(code: string): string[] {
  return [...byName].filter(([, codes]) => codes.includes(code.toUpperCase())).map(([name]) => name);
}
