import { BRAND, HOUR, misspelt, post, WALK, type Behaviour } from './course.ts'

/** Behaviours of creators who publish no post that is known by a sign of the campaign. */
export const WITHOUT_RESULTS = {
  before_window: {
    creators: 1,
    course: (of) => ({
      results: [],
      others: [
        post(of, { takenAt: of.startsAt - 12 * HOUR, caption: `Люблю @${BRAND.handle} давно` }),
      ],
      alerts: ['overdue'],
    }),
  },
  misspelt_mention: {
    creators: 2,
    course: (of) => ({
      results: [],
      unrecognisable: [post(of, { caption: `${WALK} от @${misspelt(BRAND.handle)}` })],
      alerts: ['misspelt_mention', 'overdue'],
    }),
  },
  other_brand: {
    creators: 1,
    course: (of) => ({
      results: [],
      others: [
        post(of, {
          caption: `@${BRAND.handle}.shop #${BRAND.hashtag}тау XQ${of.code} botam.example.org/qys`,
          sponsors: [`${BRAND.handle}.shop`],
        }),
      ],
      alerts: ['overdue'],
    }),
  },
  never: { creators: 1, course: () => ({ results: [], alerts: ['overdue'] }) },
} satisfies Record<string, Behaviour>
