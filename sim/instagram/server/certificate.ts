import { generate } from 'selfsigned'
import { createSecureContext, type SecureContext } from 'node:tls'

export const API_HOST = 'i.instagram.com'

/**
 * A certificate for the API's host, and the authority that signed it; both are made anew at each start. Who trusts two
 * authorities tells them apart by `name`.
 */
export async function createCertificate(name = 'gramd sim authority'): Promise<{
  caPem: string
  secureContext: SecureContext
}> {
  const common = { keyType: 'ec', algorithm: 'sha256', notBeforeDate: dayBefore() } as const
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: API_HOST }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: API_HOST }] },
    ],
  })
  return {
    caPem: authority.cert,
    secureContext: createSecureContext({ key: leaf.private, cert: leaf.cert }),
  }
}

/** A clock that runs a little late must not find the certificate too young. */
const dayBefore = (): Date => new Date(Date.now() - 86_400_000)
