import { expect, test } from 'vitest'
import { clientAddressBehind, networkOf } from '../../src/http/client-address.ts'

const trusted = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']

test.for([
  ['a forged header of a stranger', '203.0.113.9', '1.1.1.1', '203.0.113.9'],
  ['no header', '127.0.0.1', undefined, '127.0.0.1'],
  ['one proxy', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
  [
    'a forged entry before the one of the proxy',
    '127.0.0.1',
    '1.1.1.1, 203.0.113.9',
    '203.0.113.9',
  ],
  ['two proxies', '127.0.0.1', '1.1.1.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
  ['an IPv6 socket', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['proxies on IPv6', 'fd00::1', '2001:db8::7, fd12::1', '2001:db8::7'],
  ['ports and brackets', '127.0.0.1', '[2001:db8::7]:443, 10.0.0.1:8080', '2001:db8::7'],
  ['what is no address', '127.0.0.1', '203.0.113.9, unknown', '127.0.0.1'],
  ['a client that is a proxy', '127.0.0.1', '10.0.0.5', '10.0.0.5'],
] as const)('the address of a client: %s', ([, connection, forwarded, expected]) => {
  expect(clientAddressBehind(trusted)(connection, forwarded)).toBe(expected)
})

test('without trusted proxies the connection counts', () => {
  expect(clientAddressBehind([])('127.0.0.1', '203.0.113.9')).toBe('127.0.0.1')
})

test.for([
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
  ['2001:DB8:0:1::', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:cb00:7109', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  [undefined, 'unknown'],
] as const)('%s counts as %s', ([address, network]) => {
  expect(networkOf(address)).toBe(network)
})
