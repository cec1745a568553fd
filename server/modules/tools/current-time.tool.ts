import { Type } from 'typebox';
import { defineTool, type Tool } from '../../platform/agent/tool.ts';
import { findTimeZone, findZoneInText } from './time-zones.ts';

/** The date and time anywhere. */
export const currentTimeTool = ({ now }: { now: () => Date }): Tool =>
  defineTool({
    name: 'current_time',
    title: 'Current time',
    description:
      'Tells the current date, weekday and time, in UTC or in a time zone. Use it whenever an answer depends on today or now.',
    parameters: Type.Object({
      time_zone: Type.Optional(
        Type.String({
          maxLength: 100,
          description: 'IANA name such as Europe/Berlin, or a city such as Tokyo. UTC unless told.',
        }),
      ),
      question: Type.Optional(
        Type.String({ maxLength: 65_536, description: 'Instead: a question that names a place.' }),
      ),
    }),
    risk: 'read',
    timeoutSeconds: 5,
    call: async ({ time_zone, question }) => {
      const zone = time_zone === undefined ? (findZoneInText(question ?? '') ?? 'UTC') : findTimeZone(time_zone);
      if (!zone)
        return {
          ok: false,
          code: 'unknown_time_zone',
          detail: `There is no time zone "${time_zone}". Use a name such as Europe/Berlin.`,
        };
      const at = now();
      const { date, time, offset } = writeTime(at, zone);
      const where = zone === 'UTC' ? 'in UTC' : `in ${zone.replaceAll('_', ' ')} (${offset})`;
      return {
        ok: true,
        content: JSON.stringify({
          time_zone: zone,
          local: `${date}, ${time}`,
          utc_offset: offset,
          utc: at.toISOString(),
        }),
        answer: `It is **${time}** on ${date} ${where}.`,
      };
    },
  });

function writeTime(at: Date, timeZone: string): { date: string; time: string; offset: string } {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const offset =
    part({ timeZoneName: 'longOffset' })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return {
    date: `${part({ weekday: 'long' }).format(at)}, ${part({ day: 'numeric', month: 'long', year: 'numeric' }).format(at)}`,
    time: part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at),
    offset: offset === 'GMT' ? 'UTC+00:00' : offset.replace('GMT', 'UTC'),
  };
}
