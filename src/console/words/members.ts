import { defineWords } from '../words.ts'

/** How far the team is with a creator of a list: `is_` is one creator's, the others are tabs. */
export const memberWords = defineWords({
  en: {
    candidate: 'Candidates',
    contacted: 'Contacted',
    agreed: 'Agreed',
    published: 'Published',
    rejected: 'Rejected',
    is_candidate: 'Candidate',
    is_contacted: 'Contacted',
    is_agreed: 'Agreed',
    is_published: 'Published',
    is_rejected: 'Rejected',
    campaign: 'Campaign',
    ended: 'Ended',
    list: 'List',
  },
  ru: {
    candidate: 'Кандидаты',
    contacted: 'Написали',
    agreed: 'Договорились',
    published: 'Опубликовано',
    rejected: 'Отказ',
    is_candidate: 'Кандидат',
    is_contacted: 'Написали',
    is_agreed: 'Договорились',
    is_published: 'Опубликовано',
    is_rejected: 'Отказ',
    campaign: 'Кампания',
    ended: 'Завершена',
    list: 'Список',
  },
})
