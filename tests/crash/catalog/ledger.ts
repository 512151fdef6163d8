/** What happened to posts of one product beyond their first words, by the platform's id: what the verdict expects. */
export type Ledger = {
  /** How often a post has come to say something else. */
  edits: Map<string, number>
  /** What a seller has written as the price of a draft that is not decided. */
  draftPrices: Map<string, string>
  /** What a seller has written as the price of a product, and what the post said then. */
  prices: Map<string, { mine: string; before: string | null }>
  /** Posts that have come to show another picture, and the file that it is. */
  pictures: Map<string, string>
  /** Hash of the picture that a seller has chosen for a product. */
  chosen: Map<string, string>
  /** Posts whose conflict the seller has settled for what the post says. */
  settled: Set<string>
  /** Posts that were taken down. */
  deleted: Set<string>
  /** Codes of the links that approve the draft of a post. */
  links: Map<string, string>
  /** Posts whose draft nobody has decided in time. */
  expired: Set<string>
  /** Posts that a model was asked about in a batch. */
  inBatches: Set<string>
  /** Posts below which somebody has written, as Meta has told. */
  told: Set<string>
}

export const openLedger = (): Ledger => ({
  edits: new Map(),
  draftPrices: new Map(),
  prices: new Map(),
  pictures: new Map(),
  chosen: new Map(),
  settled: new Set(),
  deleted: new Set(),
  links: new Map(),
  expired: new Set(),
  inBatches: new Set(),
  told: new Set(),
})
