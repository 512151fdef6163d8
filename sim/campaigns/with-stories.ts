import { BRAND, DAY, HOUR, type Behaviour } from './course.ts'

/** Behaviours of creators of whom nothing but stories is for the campaign. */
export const WITH_STORIES = {
  story_alone: {
    creators: 1,
    course: (of) => ({
      results: [],
      stories: [{ at: of.dueAt - DAY, links: [BRAND.link], mentions: [BRAND.handle] }],
      alerts: ['overdue'],
    }),
  },
  story_with_mention: {
    creators: 2,
    promises: 'story',
    course: (of) => ({
      results: [],
      stories: [{ at: of.dueAt - DAY, mentions: [BRAND.handle] }],
      alerts: [],
    }),
  },
  story_with_link: {
    creators: 1,
    promises: 'story',
    course: (of) => ({
      results: [],
      stories: [{ at: of.dueAt - 2 * DAY, links: [`${BRAND.link}?utm_source=story`] }],
      alerts: [],
    }),
  },
  story_of_other_brand: {
    creators: 1,
    promises: 'story',
    course: (of) => ({
      results: [],
      otherStories: [
        {
          at: of.dueAt - DAY,
          mentions: [`${BRAND.handle}.shop`],
          links: ['https://botam.example.org/qys'],
        },
      ],
      alerts: ['overdue'],
    }),
  },
  story_of_private_creator: {
    creators: 1,
    promises: 'story',
    course: (of) => ({
      results: [],
      // The first is stored, and goes when the profile becomes private.
      otherStories: [
        { at: of.dueAt - 2 * DAY, mentions: ['a.friend'] },
        { at: of.dueAt - DAY, mentions: [BRAND.handle] },
      ],
      privateFrom: of.dueAt - DAY - 2 * HOUR,
      alerts: ['overdue'],
    }),
  },
} satisfies Record<string, Behaviour>
