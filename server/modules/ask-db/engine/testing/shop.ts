/** A shop as many are: keys declared, an order with its lines, categories that contain each other, returns, reviews. */
export const shop = `
CREATE TABLE categories (category_id INTEGER PRIMARY KEY, category_name TEXT NOT NULL);
CREATE TABLE suppliers (supplier_id INTEGER PRIMARY KEY, company_name TEXT NOT NULL, country TEXT NOT NULL);
CREATE TABLE products (
  product_id INTEGER PRIMARY KEY, product_name TEXT NOT NULL, unit_price REAL NOT NULL, weight REAL,
  units_in_stock INTEGER NOT NULL, discontinued BOOLEAN NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories(category_id), supplier_id INTEGER NOT NULL REFERENCES suppliers(supplier_id));
CREATE TABLE customers (
  customer_id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL, city TEXT NOT NULL,
  country TEXT NOT NULL, registered_on DATE NOT NULL);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, name TEXT NOT NULL, job_title TEXT NOT NULL, salary REAL NOT NULL, birth_date DATE NOT NULL, hire_date DATE NOT NULL);
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(customer_id),
  employee_id INTEGER REFERENCES employees(employee_id), order_date DATE NOT NULL, shipped_date DATE, status TEXT NOT NULL, total_amount REAL NOT NULL);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders(order_id), product_id INTEGER NOT NULL REFERENCES products(product_id),
  quantity INTEGER NOT NULL, price REAL NOT NULL, PRIMARY KEY (order_id, product_id));
CREATE TABLE reviews (review_id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products(product_id), customer_id INTEGER NOT NULL REFERENCES customers(customer_id), stars INTEGER NOT NULL, written_on DATE NOT NULL);

INSERT INTO categories VALUES (1, 'Garden'), (2, 'Kitchen'), (3, 'Toys'), (4, 'Books');
INSERT INTO suppliers VALUES (1, 'Grünwerk', 'Germany'), (2, 'Maison Belle', 'France'), (3, 'Nordlys', 'Norway');
INSERT INTO products VALUES
  (1, 'Garden Spade', 24.5, 2.1, 14, 0, 1, 1), (2, 'Watering Can', 18, 0.9, 0, 0, 1, 1), (3, 'Chef Knife', 79.9, 0.4, 7, 0, 2, 2),
  (4, 'Copper Pan', 129, 1.8, 3, 0, 2, 2), (5, 'Wooden Train', 39, 1.2, 25, 0, 3, 3), (6, 'Puzzle', 14.9, 0.6, 40, 1, 3, 3), (7, 'Lawn Mower', 349, 22, 2, 0, 1, 1);
INSERT INTO customers VALUES
  (1, 'Ana', 'Souza', 'ana@example.com', 'Lisbon', 'Portugal', '2023-02-11'), (2, 'Björn', 'Lund', 'bjorn@example.com', 'Oslo', 'Norway', '2023-06-01'),
  (3, 'Chloé', 'Martin', 'chloe@example.com', 'Lyon', 'France', '2024-01-15'), (4, 'David', 'Stein', 'david@example.com', 'Berlin', 'Germany', '2024-03-20'),
  (5, 'Ewa', 'Nowak', 'ewa@example.com', 'Berlin', 'Germany', '2025-05-05'), (6, 'Farid', 'Amari', 'farid@example.com', 'Paris', 'France', '2025-10-30');
INSERT INTO employees VALUES (1, 'Greta Holm', 'Sales Manager', 5200, '1980-04-02', '2015-01-01'), (2, 'Hugo Petit', 'Sales Clerk', 2900, '1995-09-12', '2020-06-15'), (3, 'Ines Rocha', 'Sales Clerk', 3100, '1990-01-30', '2022-02-01');
INSERT INTO orders VALUES
  (1, 1, 1, '2024-01-10', '2024-01-12', 'shipped', 67), (2, 1, 2, '2024-03-05', '2024-03-09', 'shipped', 129), (3, 2, 2, '2024-03-20', NULL, 'cancelled', 39),
  (4, 3, 1, '2025-02-14', '2025-02-15', 'shipped', 159.8), (5, 4, 3, '2025-06-30', '2025-07-04', 'shipped', 373.5), (6, 4, 2, '2025-11-02', NULL, 'pending', 14.9),
  (7, 5, 2, '2026-09-18', '2026-09-20', 'shipped', 78), (8, 1, NULL, '2026-11-10', NULL, 'pending', 24.5);
INSERT INTO order_items VALUES (1, 1, 2, 24.5), (1, 2, 1, 18), (2, 4, 1, 129), (3, 5, 1, 39), (4, 3, 2, 79.9), (5, 7, 1, 349), (5, 1, 1, 24.5), (6, 6, 1, 14.9), (7, 5, 2, 39), (8, 1, 1, 24.5);
INSERT INTO reviews VALUES (1, 1, 1, 5, '2024-02-01'), (2, 1, 4, 4, '2025-07-20'), (3, 3, 3, 2, '2025-03-01'), (4, 5, 5, 5, '2026-10-01'), (5, 4, 1, 3, '2024-04-01');
`;
