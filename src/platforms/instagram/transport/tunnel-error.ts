/** No connection, because of the proxy. The message holds no credentials. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError'
}

const CERTIFICATE_CODE = /CERT|SIGNATURE|ISSUER|CRL|CHAIN/

/** Whether TLS failed because the other side's certificate is not trusted. */
export function isCertificateError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    CERTIFICATE_CODE.test(error.code)
  )
}
