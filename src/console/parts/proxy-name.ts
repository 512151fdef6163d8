/** Where a proxy is, as people call it. */
export const proxyName = (proxy: { label: string | null; host: string; port: number }): string =>
  proxy.label ?? `${proxy.host}:${proxy.port}`
