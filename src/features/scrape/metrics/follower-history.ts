/** What an earlier scrape measured, for what needs a past. `er` is null as well when it did not read the posts anew. */
export type EarlierScrape = { scrapedAt: Date; followerCount: number | null; er: number | null }
