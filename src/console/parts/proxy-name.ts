/** The name of a proxy for people. */
export const proxyName = (proxy: { label: string | null; host: string; port: number }): string =>
  proxy.label ?? `${proxy.host}:${proxy.port}`
