/** What the demo shop sells: category, description, and products with their prices. */
export const products: [category: string, description: string, items: [name: string, price: number][]][] = [
  [
    'Cookware',
    'Pots, pans and what belongs to them',
    [
      ['Cast Iron Skillet', 39.9],
      ['Copper Saucepan', 89],
      ['Enamel Stock Pot', 64.5],
      ['Wok', 45],
      ['Steamer Basket', 18.9],
      ['Roasting Pan', 52],
    ],
  ],
  [
    'Knives',
    'Knives and sharpeners',
    [
      ['Chef Knife', 79],
      ['Bread Knife', 34],
      ['Paring Knife', 14.9],
      ['Santoku Knife', 95],
      ['Whetstone', 29],
    ],
  ],
  [
    'Coffee & Tea',
    'Everything for a hot cup',
    [
      ['French Press', 32],
      ['Espresso Maker', 38.5],
      ['Burr Grinder', 119],
      ['Tea Kettle', 44],
      ['Pour-over Set', 27.9],
      ['Matcha Whisk', 15],
    ],
  ],
  [
    'Tableware',
    'Plates, bowls and glasses',
    [
      ['Dinner Plate', 12.5],
      ['Soup Bowl', 9.9],
      ['Wine Glass', 8.5],
      ['Serving Platter', 31],
      ['Water Carafe', 24],
    ],
  ],
  [
    'Baking',
    'For bread, cakes and biscuits',
    [
      ['Springform Tin', 19.9],
      ['Dough Scraper', 7.5],
      ['Rolling Pin', 16],
      ['Proofing Basket', 22],
      ['Kitchen Scale', 35],
    ],
  ],
  [
    'Garden Tools',
    'For beds, lawns and hedges',
    [
      ['Hand Trowel', 13.9],
      ['Pruning Shears', 41],
      ['Watering Can', 26],
      ['Garden Fork', 37.5],
      ['Wheelbarrow', 129],
    ],
  ],
  [
    'Seeds',
    'Vegetables, herbs and flowers',
    [
      ['Tomato Seeds', 3.2],
      ['Basil Seeds', 2.8],
      ['Sunflower Seeds', 2.5],
      ['Carrot Seeds', 2.6],
      ['Wildflower Mix', 6.9],
    ],
  ],
  [
    'Outdoor Living',
    'For long evenings',
    [
      ['Fire Bowl', 149],
      ['Lantern', 28],
      ['Picnic Blanket', 33],
      ['Hammock', 75],
      ['Folding Chair', 42],
    ],
  ],
];

export const cities: [city: string, country: string][] = [
  ['Berlin', 'Germany'],
  ['Hamburg', 'Germany'],
  ['Munich', 'Germany'],
  ['Cologne', 'Germany'],
  ['Vienna', 'Austria'],
  ['Graz', 'Austria'],
  ['Zurich', 'Switzerland'],
  ['Geneva', 'Switzerland'],
  ['Paris', 'France'],
  ['Lyon', 'France'],
  ['Amsterdam', 'Netherlands'],
  ['Utrecht', 'Netherlands'],
  ['Copenhagen', 'Denmark'],
  ['Stockholm', 'Sweden'],
  ['Madrid', 'Spain'],
  ['Málaga', 'Spain'],
  ['Milan', 'Italy'],
  ['Rome', 'Italy'],
  ['Warsaw', 'Poland'],
  ['Kraków', 'Poland'],
];

export const givenNames =
  `Ada Amina Anton Beatriz Björn Carla Chiara Daniel Elif Emil Fatima Felix Greta Hanna Hugo Ines Ivan Jana João Julia
Karim Lena Léo Lucía Magnus Maja Marta Mateusz Mila Nadia Noah Olga Oskar Paula Pierre Rosa Samir Sofia Tomás Zoë`.split(
    /\s+/,
  );

export const familyNames =
  `Andersen Bauer Bernard Bianchi Costa Dahl Dubois Ferrari Fischer García Gruber Hansen Horvat Huber Jansen
Keller Kowalski Larsson Lefèvre López Maier Martin Meier Moreau Müller Navarro Nowak Petit Rossi Santos Schmidt Schneider Svensson Torres
Visser Wagner Weber Wójcik Yılmaz Zimmermann`.split(/\s+/);

/** What people write about products, by the number of stars. */
export const remarks: string[][] = [
  ['Broke in the first week.', 'Not what the picture shows.', 'Never again.'],
  ['Too expensive for what it is.', 'The handle came loose.', 'Arrived with a scratch.'],
  ['Does what it should.', 'Good, but delivery took long.', 'Smaller than I thought.'],
  ['Good quality.', 'Nice gift.', 'We use it every day.'],
  ['Perfect!', 'Wonderful, and so well made.', 'Best purchase of the year.', 'Would buy it again at once.'],
];
