/** What happened to posts of one product beyond their first words, by the platform's id: what the verdict expects. */
export type Ledger = {
  /** How often a post has come to say something else. */
  edits: Map<string, number>
  /** What a seller has written as the price of a draft that is not decided. */
  draftPrices: Map<string, string>
  /** What a seller has written as the price of a product, and what the post said then. */
  prices: Map<string, { mine: string; before: string | null }>
  /** Posts whose conflict the seller has settled for what the post says. */
  settled: Set<string>
  /** Posts that were taken down. */
  deleted: Set<string>
  /** Codes of the links that approve the draft of a post. */
  links: Map<string, string>
  /** Posts whose draft nobody has decided in time. */
  expired: Set<string>
  /** Posts below which somebody has written, as Meta has told. */
  told: Set<string>
}

export const openLedger = (): Ledger => ({
  edits: new Map(),
  draftPrices: new Map(),
  prices: new Map(),
  settled: new Set(),
  deleted: new Set(),
  links: new Map(),
  expired: new Set(),
  told: new Set(),
})
