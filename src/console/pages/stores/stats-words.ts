import { defineWords } from '../../words.ts'

/** Figures of a store beside those of its drafts. */
export const statsWords = defineWords({
  en: {
    approvalRate: 'Approval rate',
    approvalRateHint: 'The share of approvals among what people decided',
    syncRate: 'Imports and checks for new posts that worked',
    ofSyncs: { one: 'of {n}', other: 'of {n}' },
    errors: 'Errors per 1,000 posts',
    calls: 'Calls of Meta’s API per day',
  },
  ru: {
    approvalRate: 'Доля одобренных',
    approvalRateHint: 'Доля одобрений среди решений людей',
    syncRate: 'Удачные импорты и проверки',
    ofSyncs: { one: 'из {n}', few: 'из {n}', many: 'из {n}', other: 'из {n}' },
    errors: 'Ошибок на 1000 постов',
    calls: 'Вызовов API Meta в день',
  },
})
