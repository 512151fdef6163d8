import { generate } from 'selfsigned'
import { createSecureContext, type SecureContext } from 'node:tls'

export const API_HOST = 'i.instagram.com'
/** Suffixes of the content network's hosts. */
export const CDN_SUFFIXES = ['.cdninstagram.com', '.fbcdn.net'] as const

type Certificate = { caPem: string; secureContext: SecureContext }

let ofProcess: Promise<Certificate> | undefined

/** One per process: tests start hundreds of stand-ins, and a certificate takes long. */
export async function certificateOfProcess(): Promise<Certificate> {
  return await (ofProcess ??= createCertificate())
}

/**
 * A new certificate for the hosts of the API and the content network, with its authority. `name`
 * distinguishes authorities for clients that trust several.
 */
export async function createCertificate(name = 'gramd sim authority'): Promise<Certificate> {
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
      { name: 'subjectAltName', altNames: NAMES.map((value) => ({ type: 2 as const, value })) },
    ],
  })
  return {
    caPem: authority.cert,
    secureContext: createSecureContext({ key: leaf.private, cert: leaf.cert }),
  }
}

/** A wildcard matches one label. */
const NAMES = [API_HOST, ...CDN_SUFFIXES.map((suffix) => `*${suffix}`), '*.xx.fbcdn.net']

/** A client's clock may be slow. */
const dayBefore = (): Date => new Date(Date.now() - 86_400_000)
