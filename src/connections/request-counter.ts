/** Requests of the official API, by purpose. */
export const GRAPH_REQUESTS = {
  name: 'gramd_graph_requests_total',
  help:
    'Requests of this process to Meta’s official API, by what they are for: catalog, own_posts, ' +
    'publishing, creators, upkeep.',
  labelNames: ['area'] as const,
}
