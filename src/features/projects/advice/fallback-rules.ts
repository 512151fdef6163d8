import type { Rule } from './rule.ts'
import { SLIGHT } from './rules.ts'

/** Lines that fill up to three when fewer rules hold, in this order. */
export const FALLBACK_RULES: readonly Rule[] = [
  {
    id: 'as_expected',
    metric: 'views',
    when: [
      ['views.delta', 'above', -SLIGHT],
      ['views.delta', 'below', SLIGHT],
    ],
    weight: 'views.delta',
    text: {
      en:
        '{views.actual} views, about as expected ({views.predicted}). Expect a little more of ' +
        'the next version.',
      ru:
        'Просмотров {views.actual}, примерно как ожидалось ({views.predicted}). От следующей ' +
        'версии ждите чуть большего.',
    },
  },
  {
    id: 'nothing_predicted',
    metric: 'prediction',
    when: [
      ['predictions', 'below', 1],
      ['views.actual', 'above', 0],
    ],
    weight: 'views.actual',
    text: {
      en:
        'Nothing was expected of v{version.number}. It has {views.actual} views after ' +
        '{horizon_hours}: write down what you expect of the next version.',
      ru:
        'Для v{version.number} ожиданий не было. Через {horizon_hours} у неё {views.actual} ' +
        'просмотров: запишите, чего ждёте от следующей версии.',
    },
  },
  {
    id: 'share_of_saves',
    metric: 'saves',
    when: [
      ['save_rate', 'above', 0],
      ['saves.actual', 'above', 0],
    ],
    weight: 'save_rate',
    text: {
      en:
        '{save_rate} of the people reached saved it ({saves.actual}). Expect that of the next ' +
        'version, too.',
      ru: 'Сохранили {save_rate} охваченных ({saves.actual}). Ждите того же от следующей версии.',
    },
  },
  {
    id: 'small_sample',
    metric: 'sample',
    when: [['posts', 'below', 2]],
    weight: 'posts',
    text: {
      en:
        'v{version.number} was measured on a single post. Make another one from it before you ' +
        'change the script.',
      ru:
        'v{version.number} измерена по единственной публикации. Сделайте по ней ещё одну, ' +
        'прежде чем менять сценарий.',
    },
  },
  {
    id: 'still_growing',
    metric: 'age',
    when: [['horizon_hours', 'below', 168]],
    weight: 'horizon_hours',
    text: {
      en:
        'These are the numbers after {horizon_hours}; a post goes on growing. Choose a later ' +
        'age for the next version to compare more of it.',
      ru:
        'Это числа через {horizon_hours}; публикация растёт и дальше. Чтобы сравнить больше, ' +
        'выберите для следующей версии более поздний срок.',
    },
  },
  {
    id: 'one_change',
    metric: 'script',
    when: [['version.number', 'above', 0]],
    weight: 'version.number',
    text: {
      en:
        'Change one thing at a time after v{version.number}: only then the difference has a ' +
        'cause.',
      ru: 'После v{version.number} меняйте что-то одно: только тогда у разницы будет причина.',
    },
  },
  {
    id: 'seen_again',
    metric: 'reach',
    when: [['views_per_person', 'above', 0]],
    weight: 'views_per_person',
    text: {
      en:
        '{reach.actual} people saw it, {views_per_person} times each on average. Take this as ' +
        'the measure for the next version.',
      ru:
        'Охват {reach.actual}, в среднем {views_per_person} просмотра на человека. Примите это ' +
        'за меру для следующей версии.',
    },
  },
  {
    id: 'few_predictions',
    metric: 'prediction',
    when: [['predictions', 'below', 4]],
    weight: 'predictions',
    text: {
      en:
        'v{version.number} had expectations for {predictions} metrics. Write down retention, ' +
        'saves and shares, too: they say what to change.',
      ru:
        'У v{version.number} метрик с ожиданиями: {predictions}. Запишите и удержание, ' +
        'сохранения, репосты: по ним видно, что менять.',
    },
  },
]
