import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUrlGuard } from './index.ts';

const refused = {
  'this network': ['0.0.0.0', '0.1.2.3'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'link-local and metadata': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fd00:ec2::254'],
  'shared (carrier NAT)': ['100.64.0.1', '100.127.255.255'],
  'unique local and site-local': ['fc00::1', 'fd12:3456::1', 'fec0::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'broadcast and reserved': ['255.255.255.255', '240.0.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1'],
  'IPv4 inside IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001::1',
  ],
  'not assigned or special': ['::', '100::1', '2001:db8::1', '3fff::1', '4000::1'],
};
const accepted = [
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2001:4860:4860::8888',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
];

const notAsked = () => Promise.reject(new Error('the resolver was asked'));
/** Answers every name with these addresses. */
const answering =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

for (const [range, addresses] of Object.entries(refused)) {
  test(`a name that leads to ${range} is refused`, async () => {
    for (const address of addresses) {
      const guard = createUrlGuard([], answering(address));
      await assert.rejects(guard.resolve('db.example.org'), { code: 'url_not_allowed' }, address);
    }
  });
}

test('public addresses pass, and are what one connects to', async () => {
  for (const address of accepted) {
    const [pinned] = await createUrlGuard([], answering(address)).resolve('db.example.org');
    assert.deepEqual(pinned, { address, family: address.includes(':') ? 6 : 4 });
  }
});

test('one bad address among good ones refuses the name', async () => {
  const guard = createUrlGuard([], answering('8.8.8.8', '10.0.0.1'));
  await assert.rejects(guard.resolve('db.example.org'), { code: 'url_not_allowed' });
});

test('the refusal does not tell where the name leads', async () => {
  const guard = createUrlGuard([], answering('10.9.8.7'));
  await assert.rejects(guard.resolve('db.example.org'), (error: Error) => !error.message.includes('10.9.8.7'));
});

test('an address in any spelling is the address', async () => {
  const guard = createUrlGuard([]);
  const spellings = [
    '127.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '017700000001',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '[::1]',
    '::1',
    'localhost',
  ];
  for (const spelling of spellings) {
    await assert.rejects(guard.resolve(spelling), { code: 'url_not_allowed' }, spelling);
  }
});

test('what is more than a host name is refused before anyone is asked', async () => {
  const guard = createUrlGuard([], notAsked);
  const tricks = [
    '',
    ' ',
    'a b',
    'example.org@127.0.0.1',
    'user:pw@example.org',
    'example.org/x',
    'example.org?x',
    'example.org#x',
    'example.org\\x',
    'example.org:80',
    'fe80::1%eth0',
    '[::1',
    'exa\u0000mple.org',
    '256.1.1.1',
  ];
  for (const trick of tricks)
    await assert.rejects(guard.resolve(trick), { code: 'url_not_allowed' }, JSON.stringify(trick));
});

test('ranges, addresses and names can be allowed, and only those', async () => {
  const entries = ['10.1.0.0/16', '127.0.0.1', 'fd00::/8', 'DB.internal'];
  const allowed = async (host: string, ...addresses: string[]) =>
    createUrlGuard(entries, answering(...addresses))
      .resolve(host)
      .then(
        () => true,
        () => false,
      );
  assert.equal(await allowed('a.example.org', '10.1.255.1'), true);
  assert.equal(await allowed('a.example.org', '10.2.0.1'), false);
  assert.equal(await allowed('a.example.org', '127.0.0.1'), true);
  assert.equal(await allowed('a.example.org', '::ffff:127.0.0.1'), true);
  assert.equal(await allowed('a.example.org', '127.0.0.2'), false);
  assert.equal(await allowed('a.example.org', 'fd12::1'), true);
  assert.equal(await allowed('db.internal', '192.168.1.5'), true);
  assert.equal(await allowed('db.internal.', '192.168.1.5'), true);
  assert.equal(await allowed('evil-db.internal', '192.168.1.5'), false);
  assert.equal(await allowed('a.example.org', '10.1.0.1', '192.168.1.5'), false);
});

test('a name without addresses is unreachable, not refused', async () => {
  await assert.rejects(createUrlGuard([], answering()).resolve('db.example.org'), { reason: 'unreachable' });
  const unknown = () => Promise.reject(new Error('ENOTFOUND'));
  await assert.rejects(createUrlGuard([], unknown).resolve('db.example.org'), { reason: 'unreachable' });
});
