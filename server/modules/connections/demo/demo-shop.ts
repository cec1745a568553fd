import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { cities, familyNames, givenNames, products, remarks } from './demo-words.ts';

/**
 * Makes the bytes of a SQLite database: a shop for things of the kitchen and the garden with two years of orders that end today.
 * The same day gives the same shop.
 */
export function makeDemoShop(today: Date): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-demo-'));
  const file = join(folder, 'shop.sqlite');
  try {
    const db = new DatabaseSync(file);
    db.exec(schema);
    db.exec('begin');
    fill(db, today);
    db.exec('commit');
    db.close();
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const schema = `
  create table categories (id integer primary key, name text not null unique, description text);
  create table products (id integer primary key, name text not null, category_id integer not null references categories(id),
    price real not null, cost real not null, stock integer not null, discontinued boolean not null default 0);
  create table customers (id integer primary key, name text not null, email text not null, city text not null, country text not null,
    segment text not null, signed_up date not null);
  create table employees (id integer primary key, name text not null, title text not null, city text not null, hired date not null,
    manager_id integer references employees(id));
  create table orders (id integer primary key, customer_id integer not null references customers(id),
    employee_id integer references employees(id), ordered_at datetime not null, shipped_at datetime, status text not null,
    channel text not null);
  create table order_items (id integer primary key, order_id integer not null references orders(id),
    product_id integer not null references products(id), quantity integer not null, unit_price real not null,
    discount real not null default 0);
  create table reviews (id integer primary key, product_id integer not null references products(id),
    customer_id integer not null references customers(id), rating integer not null, comment text, written_on date not null);
  create index orders_by_customer on orders (customer_id);
  create index order_items_by_order on order_items (order_id);`;

/** The last customers signed up and never bought anything. */
const counts = { customers: 320, buyers: 300, orders: 2_400, reviews: 900, days: 730 };
const dayMs = 86_400_000;

/** Numbers from 0 to 1 that look random and are the same each time (mulberry32). */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Shop {
  dice: () => number;
  pick<T>(list: readonly T[]): T;
  insert(table: string, ...values: SQLInputValue[]): void;
  /** A day so many days before today, as SQLite writes it. */
  daysAgo(days: number): string;
}

function fill(db: DatabaseSync, today: Date): void {
  const dice = createDice(20_261_121);
  const shop: Shop = {
    dice,
    pick: (list) => list[Math.floor(dice() * list.length)] ?? (list[0] as (typeof list)[number]),
    insert: (table, ...values) => {
      db.prepare(`insert into ${table} values (${values.map(() => '?').join(', ')})`).run(...values);
    },
    daysAgo: (days) => new Date(today.getTime() - days * dayMs).toISOString().slice(0, 10),
  };
  const prices = fillProducts(shop);
  fillPeople(shop);
  fillOrders(shop, prices);
  for (let id = 1; id <= counts.reviews; id += 1) {
    const rating = shop.pick([5, 5, 5, 4, 4, 4, 3, 3, 2, 1]);
    const comment = shop.pick(remarks[rating - 1] ?? []);
    const customer = 1 + Math.floor(dice() * counts.customers);
    shop.insert(
      'reviews',
      id,
      1 + Math.floor(dice() * prices.length),
      customer,
      rating,
      comment,
      shop.daysAgo(dice() * counts.days),
    );
  }
}

function fillProducts({ dice, insert }: Shop): number[] {
  const prices: number[] = [];
  for (const [at, [category, description, items]] of products.entries()) {
    insert('categories', at + 1, category, description);
    for (const [name, price] of items) {
      prices.push(price);
      const cost = Math.round(price * (45 + dice() * 25)) / 100;
      insert('products', prices.length, name, at + 1, price, cost, Math.floor(dice() * 240), dice() < 0.06 ? 1 : 0);
    }
  }
  return prices;
}

const titles = ['Head of Sales', 'Sales Manager', 'Sales Manager', 'Sales Representative'];

function fillPeople({ dice, pick, insert, daysAgo }: Shop): void {
  for (let id = 1; id <= 9; id += 1) {
    const name = `${pick(givenNames)} ${pick(familyNames)}`;
    const manager = id === 1 ? null : id <= 3 ? 1 : 2 + (id % 2);
    insert(
      'employees',
      id,
      name,
      titles[id - 1] ?? 'Sales Representative',
      pick(cities)[0],
      daysAgo(800 + dice() * 2_000),
      manager,
    );
  }
  for (let id = 1; id <= counts.customers; id += 1) {
    const [given, family] = [pick(givenNames), pick(familyNames)];
    const [city, country] = pick(cities);
    const mail = `${given}.${family}${id}@example.org`
      .normalize('NFD')
      .replace(/[^\w.@]/g, '')
      .toLowerCase();
    const segment = pick(['Private', 'Private', 'Private', 'Business', 'Business', 'Restaurant']);
    insert('customers', id, `${given} ${family}`, mail, city, country, segment, daysAgo(counts.days + dice() * 700));
  }
}

/** Sales grow over the two years and peak before Christmas; a few customers buy most. */
function fillOrders({ dice, pick, insert, daysAgo }: Shop, prices: number[]): void {
  let item = 0;
  for (let id = 1; id <= counts.orders; id += 1) {
    const age = Math.floor(counts.days * (1 - Math.sqrt((id - dice()) / counts.orders)));
    const clock = `${String(8 + Math.floor(dice() * 12)).padStart(2, '0')}:${String(Math.floor(dice() * 60)).padStart(2, '0')}:00`;
    const status =
      age < 5
        ? pick(['pending', 'paid', 'paid'])
        : pick(['delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'shipped', 'cancelled', 'returned']);
    const isSent = ['delivered', 'shipped', 'returned'].includes(status);
    const shipped = isSent ? `${daysAgo(Math.max(0, age - 1 - Math.floor(dice() * 4)))} ${clock}` : null;
    const customer = 1 + Math.floor(dice() ** 1.8 * counts.buyers);
    const channel = pick(['web', 'web', 'web', 'shop', 'phone']);
    insert(
      'orders',
      id,
      customer,
      channel === 'web' ? null : 2 + Math.floor(dice() * 8),
      `${daysAgo(age)} ${clock}`,
      shipped,
      status,
      channel,
    );
    const month = Number(daysAgo(age).slice(5, 7));
    const lines = 1 + Math.floor(dice() * (month >= 11 ? 5 : 3));
    for (let line = 0; line < lines; line += 1) {
      const product = Math.floor(dice() ** 1.5 * prices.length);
      item += 1;
      insert(
        'order_items',
        item,
        id,
        product + 1,
        1 + Math.floor(dice() ** 2 * 6),
        prices[product] ?? 1,
        dice() < 0.15 ? pick([0.05, 0.1, 0.2]) : 0,
      );
    }
  }
}
