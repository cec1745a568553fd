/** Questions to the shop, each with SQL that answers it. */
export const shopAnswered: [question: string, gold: string][] = [
  ['How many customers do we have?', 'SELECT count(*) FROM customers'],
  ['How many customers are from Germany?', "SELECT count(*) FROM customers WHERE country='Germany'"],
  [
    'Show the number of orders per customer',
    'SELECT first_name,last_name,count(*) FROM orders JOIN customers USING(customer_id) GROUP BY customer_id',
  ],
  [
    'What is the average unit price of products in each category?',
    'SELECT category_name, avg(unit_price) FROM products JOIN categories USING(category_id) GROUP BY 1',
  ],
  ['Which products cost more than 50?', 'SELECT product_name FROM products WHERE unit_price>50'],
  ['What is the most expensive product?', 'SELECT product_name FROM products ORDER BY unit_price DESC LIMIT 1'],
  ['What are the 3 cheapest products?', 'SELECT product_name FROM products ORDER BY unit_price LIMIT 3'],
  [
    'Which customers have never placed an order?',
    'SELECT first_name,last_name FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders)',
  ],
  [
    'Which products have never been ordered?',
    'SELECT product_name FROM products WHERE product_id NOT IN (SELECT product_id FROM order_items)',
  ],
  ['How many orders were placed in 2024?', "SELECT count(*) FROM orders WHERE order_date LIKE '2024%'"],
  ['How many orders were placed last year?', "SELECT count(*) FROM orders WHERE order_date LIKE '2025%'"],
  ['How many orders were shipped in 2024?', "SELECT count(*) FROM orders WHERE shipped_date LIKE '2024%'"],
  [
    'What is the total revenue by month in 2025?',
    "SELECT date(order_date,'start of month'), sum(total_amount) FROM orders WHERE order_date LIKE '2025%' GROUP BY 1",
  ],
  [
    'Total order amount by country',
    'SELECT country, sum(total_amount) FROM orders JOIN customers USING(customer_id) GROUP BY 1',
  ],
  [
    'Who are the top 3 customers by total order amount?',
    'SELECT first_name,last_name,sum(total_amount) s FROM orders JOIN customers USING(customer_id) GROUP BY customer_id ORDER BY s DESC LIMIT 3',
  ],
  [
    'Which customer has placed the most orders?',
    'SELECT first_name,last_name FROM orders JOIN customers USING(customer_id) GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1',
  ],
  [
    'Which customers have more than one order?',
    'SELECT first_name,last_name FROM orders JOIN customers USING(customer_id) GROUP BY customer_id HAVING count(*)>1',
  ],
  ['Which cities have more than one customer?', 'SELECT city FROM customers GROUP BY 1 HAVING count(*)>1'],
  ['Show all pending orders', "SELECT * FROM orders WHERE status='pending'"],
  ['What percentage of orders were cancelled?', "SELECT 100.0*sum(status='cancelled')/count(*) FROM orders"],
  [
    'What is the ratio of shipped orders to pending orders?',
    "SELECT 1.0*sum(status='shipped')/sum(status='pending') FROM orders",
  ],
  [
    'List the names and prices of products supplied by Nordlys',
    "SELECT product_name, unit_price FROM products JOIN suppliers USING(supplier_id) WHERE company_name='Nordlys'",
  ],
  [
    'Which suppliers are from France or Norway?',
    "SELECT company_name FROM suppliers WHERE country IN ('France','Norway')",
  ],
  ['What is the average salary of sales clerks?', "SELECT avg(salary) FROM employees WHERE job_title='Sales Clerk'"],
  ['Who is the youngest employee?', 'SELECT name FROM employees ORDER BY birth_date DESC LIMIT 1'],
  ['Who is the highest paid employee?', 'SELECT name FROM employees ORDER BY salary DESC LIMIT 1'],
  ['Which employees were hired after 2019?', "SELECT name FROM employees WHERE hire_date>='2020-01-01'"],
  [
    'Employees with a salary above the average',
    'SELECT name FROM employees WHERE salary>(SELECT avg(salary) FROM employees)',
  ],
  ['How many products are discontinued?', 'SELECT count(*) FROM products WHERE discontinued=1'],
  ['How many products are not discontinued?', 'SELECT count(*) FROM products WHERE discontinued=0'],
  [
    'Which category has the most products?',
    'SELECT category_name FROM products JOIN categories USING(category_id) GROUP BY category_id ORDER BY count(*) DESC LIMIT 1',
  ],
  [
    'Number of products by category, ordered by the number of products descending',
    'SELECT category_name, count(*) c FROM products JOIN categories USING(category_id) GROUP BY category_id ORDER BY c DESC',
  ],
  [
    'What is the average number of stars per product?',
    'SELECT product_name, avg(stars) FROM reviews JOIN products USING(product_id) GROUP BY product_id',
  ],
  [
    'Which products have an average of at least 4 stars?',
    'SELECT product_name FROM reviews JOIN products USING(product_id) GROUP BY product_id HAVING avg(stars)>=4',
  ],
  [
    'Which customers bought the Garden Spade?',
    "SELECT first_name,last_name FROM customers WHERE customer_id IN (SELECT customer_id FROM orders JOIN order_items USING(order_id) JOIN products USING(product_id) WHERE product_name='Garden Spade')",
  ],
  [
    'What is the total quantity sold for each product?',
    'SELECT product_name, sum(quantity) FROM order_items JOIN products USING(product_id) GROUP BY product_id',
  ],
  [
    'Which orders have a total amount between 100 and 200?',
    'SELECT * FROM orders WHERE total_amount BETWEEN 100 AND 200',
  ],
  ['How many different countries do our customers come from?', 'SELECT count(DISTINCT country) FROM customers'],
  ['What is the highest unit price?', 'SELECT max(unit_price) FROM products'],
  ['How many customers registered in May 2025?', "SELECT count(*) FROM customers WHERE registered_on LIKE '2025-05%'"],
  ['Which products start with "W"?', "SELECT product_name FROM products WHERE product_name LIKE 'W%'"],
  ['Which product names start with "W"?', "SELECT product_name FROM products WHERE product_name LIKE 'W%'"],
  [
    'Show me product names and weights sorted by weight in descending order',
    'SELECT product_name, weight FROM products ORDER BY weight DESC',
  ],
  ['What is the email of Chloé Martin?', "SELECT email FROM customers WHERE last_name='Martin'"],
  [
    'How many orders did each employee handle?',
    'SELECT name, count(*) FROM orders JOIN employees USING(employee_id) GROUP BY employee_id',
  ],
  [
    'Total sales by employee',
    'SELECT name, sum(total_amount) FROM orders JOIN employees USING(employee_id) GROUP BY employee_id',
  ],
  [
    'Average order amount per month',
    "SELECT date(order_date,'start of month'), avg(total_amount) FROM orders GROUP BY 1",
  ],
  ['How many customers signed up last month?', "SELECT count(*) FROM customers WHERE registered_on LIKE '2026-10%'"],
];

/** Questions that the shop's data does not answer, or that are too vague to guess at. */
export const shopRefused: string[] = [
  'List the products that are out of stock',
  'How many orders have not been shipped yet?',
  'Orders between 100 and 200 euros',
  'What is the total value of inventory?',
  'Which supplier delivers the heaviest product?',
  'What is the weather in Lisbon?',
  'How many orders were paid by credit card?',
  'Which customers have a loyalty card?',
  'What is the average delivery cost per country?',
  'How satisfied are our customers?',
  'Who founded the company Nordlys?',
  'Which products are made of wood?',
  'What is the profit margin of each product?',
  'How many visitors did the website have last month?',
  'What is the capital of France?',
  'Tell me a joke about gardening',
  'How many employees work from home?',
];
