/** Other names of places, in small letters; the rest are the last parts of the IANA names. */
const otherNames: Record<string, string> = {
  utc: 'UTC',
  gmt: 'UTC',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  california: 'America/Los_Angeles',
  boston: 'America/New_York',
  washington: 'America/New_York',
  miami: 'America/New_York',
  nyc: 'America/New_York',
  munich: 'Europe/Berlin',
  münchen: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  köln: 'Europe/Berlin',
  cologne: 'Europe/Berlin',
  germany: 'Europe/Berlin',
  deutschland: 'Europe/Berlin',
  wien: 'Europe/Vienna',
  zürich: 'Europe/Zurich',
  geneva: 'Europe/Zurich',
  milan: 'Europe/Rome',
  mailand: 'Europe/Rome',
  rom: 'Europe/Rome',
  barcelona: 'Europe/Madrid',
  spain: 'Europe/Madrid',
  england: 'Europe/London',
  france: 'Europe/Paris',
  italy: 'Europe/Rome',
  lissabon: 'Europe/Lisbon',
  moskau: 'Europe/Moscow',
  warschau: 'Europe/Warsaw',
  prag: 'Europe/Prague',
  brüssel: 'Europe/Brussels',
  kopenhagen: 'Europe/Copenhagen',
  japan: 'Asia/Tokyo',
  tokio: 'Asia/Tokyo',
  beijing: 'Asia/Shanghai',
  peking: 'Asia/Shanghai',
  china: 'Asia/Shanghai',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  india: 'Asia/Kolkata',
  indien: 'Asia/Kolkata',
  hanoi: 'Asia/Ho_Chi_Minh',
  kiev: 'Europe/Kyiv',
  kyiv: 'Europe/Kyiv',
  korea: 'Asia/Seoul',
  kairo: 'Africa/Cairo',
  'abu dhabi': 'Asia/Dubai',
  kapstadt: 'Africa/Johannesburg',
  'cape town': 'Africa/Johannesburg',
  'rio de janeiro': 'America/Sao_Paulo',
  rio: 'America/Sao_Paulo',
};

let places: Map<string, string> | undefined;

/** City and place names in small letters with their zones. */
function allPlaces(): Map<string, string> {
  places ??= new Map([
    ...Intl.supportedValuesOf('timeZone').flatMap((zone): [string, string][] => [
      [zone.toLowerCase(), zone],
      [(zone.split('/').at(-1) ?? zone).replaceAll('_', ' ').toLowerCase(), zone],
    ]),
    ...Object.entries(otherNames),
  ]);
  return places;
}

/** The IANA zone of a name such as `Europe/Berlin` or `Tokyo`; undefined for what is neither. */
export function findTimeZone(name: string): string | undefined {
  const known =
    allPlaces().get(name.trim().replaceAll('_', ' ').toLowerCase()) ?? allPlaces().get(name.trim().toLowerCase());
  if (known) return known;
  try {
    // Links such as US/Pacific, newer names such as Asia/Kolkata and offsets such as +05:30 are zones too, though no list has them.
    new Intl.DateTimeFormat('en', { timeZone: name.trim() });
    return name.trim();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The zone of the first place, of up to three words, that a sentence names behind "in", "for" or "at". */
export function findZoneInText(text: string): string | undefined {
  for (const [, words = ''] of text
    .slice(0, 1_000)
    .matchAll(/(?<![\p{L}])(?:in|for|at|für)\s+(?:the\s+)?([\p{L}/_+-]+(?:\s+[\p{L}]+){0,2})/giu)) {
    const parts = words.split(/\s+/);
    for (let count = parts.length; count > 0; count--) {
      const zone = allPlaces().get(parts.slice(0, count).join(' ').toLowerCase());
      if (zone) return zone;
    }
  }
  return undefined;
}
