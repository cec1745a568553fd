import type { TextKey } from '../../i18n/index.ts';

/** One emoji and the words it is found by, in every language of the app. */
export interface Emoji {
  char: string;
  words: string;
}

/** A heading and its emoji. */
export interface EmojiGroup {
  title: Extract<TextKey, `emoji.${string}`>;
  emoji: Emoji[];
}

// One emoji a line: the sign, then English and German words.
const smileys = `
😀 grinning smile happy lachen froh
😄 smile laugh happy lachen
😁 beaming grin strahlen
😆 laughing squint lachen
😅 sweat smile relief erleichtert
😂 tears joy laugh lol tränen lachen
🤣 rolling laugh rofl lachen
🙂 slight smile lächeln
🙃 upside down verkehrt
😉 wink zwinkern
😊 blush smile erröten
😇 angel halo engel
🥰 hearts love liebe
😍 heart eyes love verliebt
🤩 star struck wow begeistert
😘 kiss kuss
😋 yum tasty lecker
😜 tongue wink zunge
🤪 zany crazy verrückt
🤗 hug umarmung
🤭 oops giggle kichern
🤫 quiet shush leise
🤔 thinking hmm nachdenken
🫡 salute yes jawohl
🤐 zip mouth schweigen
😐 neutral neutral
😑 expressionless ausdruckslos
😶 no mouth sprachlos
😏 smirk grinsen
🙄 eye roll augenrollen
😬 grimace awkward peinlich
😌 relieved calm ruhig
😔 sad pensive traurig
😴 sleep tired schlafen müde
🤤 drool sabbern
😷 mask sick krank
🤒 thermometer ill krank
🤯 mind blown explodieren
🥳 party celebrate feiern
😎 cool sunglasses sonnenbrille
🤓 nerd glasses brille
🧐 monocle look prüfen
😕 confused verwirrt
😟 worried besorgt
😮 open mouth wow staunen
😲 astonished überrascht
😳 flushed embarrassed verlegen
🥺 pleading bitte
😢 cry sad weinen
😭 sob cry weinen
😱 scream fear schrei angst
😤 huff triumph schnauben
😡 angry mad wütend
🤬 swear curse fluchen
💀 skull dead totenkopf
🤖 robot roboter
👻 ghost geist
💩 poop haufen`;
const people = `
👍 thumbs up yes good daumen hoch ja gut
👎 thumbs down no daumen runter nein
👏 clap applause klatschen
🙌 raised hands hooray hurra
🙏 please thanks pray bitte danke
🤝 handshake deal hände schütteln
👋 wave hello hi bye hallo winken
✌️ peace victory frieden
🤞 fingers crossed luck daumen drücken
🤟 love you rock
🤘 rock horns
👌 ok perfect perfekt
🤌 pinched chef
👈 left links
👉 right rechts
👆 up oben
👇 down unten
☝️ one point eins
✋ stop high five halt
💪 strong muscle stark
🫶 heart hands herz hände
🤷 shrug dunno schulterzucken
🤦 facepalm oh no
🙋 raise hand question frage melden
🙇 bow sorry verbeugen
💁 info tipping
🧑‍💻 developer computer laptop entwicklung
👀 eyes look see schauen augen
🧠 brain smart gehirn
👶 baby
🏃 run hurry laufen
💃 dance tanzen
🕺 dance tanzen
🧘 calm yoga ruhe`;
const nature = `
🐶 dog hund
🐱 cat katze
🦊 fox fuchs
🐻 bear bär
🐼 panda
🦁 lion löwe
🐸 frog frosch
🐵 monkey affe
🐔 chicken huhn
🐧 penguin pinguin
🦉 owl eule
🦄 unicorn einhorn
🐝 bee biene
🐛 bug käfer fehler
🦋 butterfly schmetterling
🐢 turtle slow schildkröte langsam
🐙 octopus krake
🐳 whale wal
🌱 seedling plant pflanze
🌳 tree baum
🌵 cactus kaktus
🍀 clover luck glück klee
🍁 leaf autumn herbst blatt
🌸 blossom spring blüte
🌻 sunflower sonnenblume
🌍 earth world erde welt
🌙 moon night mond nacht
⭐ star stern
🌟 glowing star stern
☀️ sun sunny sonne
⛅ cloud wolke
🌧️ rain regen
⛈️ storm gewitter
🌈 rainbow regenbogen
❄️ snow cold schnee kalt
🔥 fire hot lit feuer heiß
💧 drop water wasser
🌊 wave sea meer welle`;
const food = `
☕ coffee kaffee
🍵 tea tee
🍺 beer bier
🍻 cheers beer prost
🥂 cheers champagne sekt
🍷 wine wein
🍕 pizza
🍔 burger
🍟 fries pommes
🌮 taco
🥗 salad salat
🍝 pasta nudeln
🍜 noodles ramen suppe
🍣 sushi
🥐 croissant
🥨 pretzel brezel
🍞 bread brot
🧀 cheese käse
🥚 egg ei
🍎 apple apfel
🍌 banana banane
🍓 strawberry erdbeere
🍉 melon melone
🥑 avocado
🍰 cake kuchen
🎂 birthday cake geburtstag torte
🍪 cookie keks
🍫 chocolate schokolade
🍦 ice cream eis`;
const activity = `
🎉 party tada celebrate feiern
🎊 confetti party konfetti
🎈 balloon ballon
🎁 gift present geschenk
🏆 trophy win pokal sieg
🥇 gold first erster
⚽ football soccer fußball
🏀 basketball
🎾 tennis
🏓 ping pong tischtennis
🎮 game spiel
🎲 dice würfel
🎯 target bullseye ziel
🎨 art paint kunst
🎬 film movie kino
🎵 music note musik
🎸 guitar gitarre
🎤 microphone sing mikrofon
🚗 car auto
🚲 bike fahrrad
🚆 train zug bahn
✈️ plane travel flugzeug reise
🚀 rocket launch ship rakete start
⛵ sail boat boot
🏖️ beach strand urlaub
🏔️ mountain berg
🏕️ camping zelt
🏠 home haus
🏢 office büro
🗺️ map karte`;
const objects = `
💡 idea bulb idee
📌 pin stecknadel
📎 paperclip attach büroklammer
✏️ pencil edit stift
📝 memo note notiz
📅 calendar date kalender termin
📈 chart up growth wachstum
📉 chart down rückgang
📊 bar chart diagramm
📦 package paket
📚 books bücher
🔍 search find suche
🔒 lock secure schloss sicher
🔑 key schlüssel
🔔 bell glocke
🔧 wrench fix reparieren
🔨 hammer build bauen
⚙️ gear settings zahnrad einstellung
🧪 test lab labor
💻 laptop computer
📱 phone telefon handy
📷 camera photo kamera
🎧 headphones kopfhörer
⏰ alarm clock wecker uhr
⏳ hourglass wait warten
💰 money geld
🧾 receipt beleg rechnung
✉️ mail letter brief
🗑️ trash delete müll
🧹 broom clean aufräumen
🛟 help rescue hilfe rettung`;
const symbols = `
❤️ heart love herz liebe
🧡 orange heart herz
💛 yellow heart herz
💚 green heart herz
💙 blue heart herz
💜 purple heart herz
🖤 black heart herz
💔 broken heart herz
💯 hundred perfect hundert
✅ check done yes erledigt ja
✔️ check haken
❌ cross no nein
❓ question frage
❗ exclamation important wichtig
⚠️ warning achtung warnung
🚫 forbidden verboten
⛔ no entry stopp
➕ plus
➖ minus
♻️ recycle
💤 zzz sleep schlaf
💬 speech chat sprechblase
💭 thought gedanke
✨ sparkles magic funkeln neu
💥 boom knall
🆗 ok
🆕 new neu
🔴 red rot
🟡 yellow gelb
🟢 green grün
🔵 blue blau
⬆️ up hoch
⬇️ down runter
➡️ right rechts
⬅️ left links`;

const parse = (lines: string): Emoji[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [char = '', ...words] = line.split(' ');
      return { char, words: words.join(' ') };
    });

/** The emoji to choose from: the ones people use, not all that exist. */
export const emojiGroups: EmojiGroup[] = [
  { title: 'emoji.smileys', emoji: parse(smileys) },
  { title: 'emoji.people', emoji: parse(people) },
  { title: 'emoji.nature', emoji: parse(nature) },
  { title: 'emoji.food', emoji: parse(food) },
  { title: 'emoji.activity', emoji: parse(activity) },
  { title: 'emoji.objects', emoji: parse(objects) },
  { title: 'emoji.symbols', emoji: parse(symbols) },
];

const usedKey = 'parlance.emoji';
const offered = ['👍', '❤️', '😂', '🎉', '🙏', '👀', '✅', '🔥'];

/** What this person picked most recently, filled up with what most people pick. */
export function frequentEmoji(): string[] {
  const used = (localStorage.getItem(usedKey) ?? '').split(' ').filter(Boolean);
  return [...new Set([...used, ...offered])].slice(0, 8);
}

/** Remembers a pick. */
export function rememberEmoji(char: string): void {
  localStorage.setItem(usedKey, [...new Set([char, ...frequentEmoji()])].slice(0, 8).join(' '));
}
