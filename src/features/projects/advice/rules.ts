import type { Rule } from './rule.ts'

/** Below it a difference may be chance: posts of one account scatter by more. */
export const SLIGHT = 0.1
const CLEAR = 0.15
/** A post far from what is usual for the account. */
const UNUSUAL = 0.25

/**
 * The rules. Of several lines about one metric only the first is shown, so rules with more
 * conditions come first. docs/projects.md has the reasons.
 */
export const RULES: readonly Rule[] = [
  {
    id: 'promise_not_kept',
    metric: 'retention',
    when: [
      ['retention.delta', 'below', -SLIGHT],
      ['reach.delta', 'above', SLIGHT],
    ],
    weight: 'retention.delta',
    text: {
      en:
        'Many came ({reach.delta} reach) and left early: retention {retention.actual} against ' +
        '{retention.predicted}. Show within the first seconds what the cover promises.',
      ru:
        'Пришли многие (охват {reach.delta}), но ушли рано: удержание {retention.actual} вместо ' +
        '{retention.predicted}. Покажите в первые секунды то, что обещает обложка.',
    },
  },
  {
    id: 'stay_but_few_come',
    metric: 'reach',
    when: [
      ['reach.delta', 'below', -SLIGHT],
      ['retention.delta', 'above', -SLIGHT / 2],
    ],
    weight: 'reach.delta',
    text: {
      en:
        'Those who came stayed (retention {retention.actual}), but reach is {reach.delta}. Keep ' +
        'the script; try another cover, first line and hour.',
      ru:
        'Кто пришёл, тот остался (удержание {retention.actual}), но охват {reach.delta}. ' +
        'Сценарий оставьте; попробуйте другую обложку, первую строку и час.',
    },
  },
  {
    id: 'hook_below',
    metric: 'retention',
    when: [['retention.delta', 'below', -SLIGHT]],
    weight: 'retention.delta',
    text: {
      en:
        'Retention is {retention.actual} where {retention.predicted} was expected. Shorten the ' +
        'lead-in and begin with the result.',
      ru:
        'Удержание {retention.actual}, а ожидалось {retention.predicted}. Сократите вступление ' +
        'и начните с результата.',
    },
  },
  {
    id: 'rewatched',
    metric: 'retention',
    when: [['retention.actual', 'above', 1]],
    weight: 'retention.actual',
    text: {
      en:
        'On average people watch it more than once (retention {retention.actual}). Keep this ' +
        'length and the loop.',
      ru:
        'В среднем ролик смотрят больше одного раза (удержание {retention.actual}). Сохраните ' +
        'длину и зацикленность.',
    },
  },
  {
    id: 'skips_above',
    metric: 'skip_rate',
    when: [['skip_rate.delta', 'above', SLIGHT]],
    weight: 'skip_rate.delta',
    text: {
      en:
        '{skip_rate.actual} skip at once, {skip_rate.predicted} was expected. Put the most ' +
        'telling picture into the first frame.',
      ru:
        'Сразу пролистывают {skip_rate.actual}, ожидалось {skip_rate.predicted}. Поставьте в ' +
        'первый кадр самое говорящее изображение.',
    },
  },
  {
    id: 'skips_most',
    metric: 'skip_rate',
    when: [['skip_rate.actual', 'above', 0.5]],
    weight: 'skip_rate.actual',
    text: {
      en:
        'More people skip than watch: {skip_rate.actual}. Put the most telling picture into the ' +
        'first frame.',
      ru:
        'Пролистывают чаще, чем смотрят: {skip_rate.actual}. Поставьте в первый кадр самое ' +
        'говорящее изображение.',
    },
  },
  {
    id: 'seen_but_not_kept',
    metric: 'saves',
    when: [
      ['saves.delta', 'below', -SLIGHT],
      ['reach.delta', 'above', 0],
    ],
    weight: 'saves.delta',
    text: {
      en:
        'Reach is {reach.delta}, saves are {saves.delta}. End with something worth keeping: a ' +
        'list, a recipe, a template.',
      ru:
        'Охват {reach.delta}, сохранения {saves.delta}. Закончите тем, что стоит сохранить: ' +
        'списком, рецептом, шаблоном.',
    },
  },
  {
    id: 'liked_but_not_kept',
    metric: 'saves',
    when: [
      ['likes.delta', 'above', SLIGHT],
      ['saves.delta', 'below', -SLIGHT],
    ],
    weight: 'saves.delta',
    text: {
      en:
        'It pleases (likes {likes.delta}) but is of little use later (saves {saves.delta}). Add ' +
        'one step that people can repeat.',
      ru:
        'Ролик нравится (лайки {likes.delta}), но потом не нужен (сохранения {saves.delta}). ' +
        'Добавьте шаг, который можно повторить.',
    },
  },
  {
    id: 'saves_above',
    metric: 'saves',
    when: [['saves.delta', 'above', CLEAR]],
    weight: 'saves.delta',
    text: {
      en:
        'Saves are {saves.delta}: {saves.actual} instead of {saves.predicted}. Make a series of ' +
        'this.',
      ru:
        'Сохранения {saves.delta}: {saves.actual} вместо {saves.predicted}. Сделайте из этого ' +
        'серию.',
    },
  },
  {
    id: 'shares_below',
    metric: 'shares',
    when: [
      ['shares.delta', 'below', -SLIGHT],
      ['reach.delta', 'above', -SLIGHT],
    ],
    weight: 'shares.delta',
    text: {
      en:
        'Shares are {shares.delta} although reach is {reach.delta}. Say in one sentence to whom ' +
        'people should send it, and why.',
      ru:
        'Репосты {shares.delta}, хотя охват {reach.delta}. Одной фразой скажите, кому это стоит ' +
        'отправить и зачем.',
    },
  },
  {
    id: 'comments_below',
    metric: 'comments',
    when: [['comments.delta', 'below', -CLEAR]],
    weight: 'comments.delta',
    text: {
      en:
        '{comments.actual} comments where {comments.predicted} were expected. Ask one question ' +
        'that can be answered in a word.',
      ru:
        'Комментариев {comments.actual}, ожидалось {comments.predicted}. Задайте один вопрос, ' +
        'на который можно ответить словом.',
    },
  },
  {
    id: 'follows_below',
    metric: 'follows',
    when: [
      ['follows.delta', 'below', -CLEAR],
      ['reach.delta', 'above', -SLIGHT],
    ],
    weight: 'follows.delta',
    text: {
      en:
        '{follows.actual} follows where {follows.predicted} were expected. Say at the end who ' +
        'you are and what comes next.',
      ru:
        'Подписок {follows.actual}, ожидалось {follows.predicted}. В конце скажите, кто вы и ' +
        'что будет дальше.',
    },
  },
  {
    id: 'visits_without_follows',
    metric: 'profile_visits',
    when: [
      ['profile_visits.actual', 'above', 50],
      ['follow_rate', 'below', 0.05],
    ],
    weight: 'follow_rate',
    text: {
      en:
        '{profile_visits.actual} visits of the profile brought {follows.actual} follows. Check ' +
        'what the biography and the pinned posts say.',
      ru:
        'Визитов в профиль {profile_visits.actual}, подписок {follows.actual}. Проверьте, о чём ' +
        'говорят описание профиля и закреплённые публикации.',
    },
  },
  {
    id: 'below_typical',
    metric: 'views',
    when: [['typical.delta', 'below', -UNUSUAL]],
    weight: 'typical.delta',
    text: {
      en:
        'After {horizon_hours} it had {typical.delta} views against your earlier posts (usually ' +
        '{typical.views}). Compare subject and first frame with those.',
      ru:
        'Через {horizon_hours} просмотров {typical.delta} к вашим прежним публикациям (обычно ' +
        '{typical.views}). Сравните с ними тему и первый кадр.',
    },
  },
  {
    id: 'above_typical',
    metric: 'views',
    when: [['typical.delta', 'above', UNUSUAL]],
    weight: 'typical.delta',
    text: {
      en:
        'After {horizon_hours} it had {typical.delta} views against your earlier posts (usually ' +
        '{typical.views}). Repeat the form with another subject.',
      ru:
        'Через {horizon_hours} просмотров {typical.delta} к вашим прежним публикациям (обычно ' +
        '{typical.views}). Повторите форму с другой темой.',
    },
  },
  {
    id: 'better_than_previous',
    metric: 'script',
    when: [['previous.delta', 'above', CLEAR]],
    weight: 'previous.delta',
    text: {
      en:
        'After {horizon_hours} v{version.number} has {previous.delta} views against ' +
        'v{previous.number}. What you changed helped: keep it.',
      ru:
        'Через {horizon_hours} у v{version.number} просмотров {previous.delta} к ' +
        'v{previous.number}. Правка помогла: оставьте её.',
    },
  },
  {
    id: 'worse_than_previous',
    metric: 'script',
    when: [['previous.delta', 'below', -CLEAR]],
    weight: 'previous.delta',
    text: {
      en:
        'After {horizon_hours} v{version.number} has {previous.delta} views against ' +
        'v{previous.number}. Go back to the script of v{previous.number} and change one thing.',
      ru:
        'Через {horizon_hours} у v{version.number} просмотров {previous.delta} к ' +
        'v{previous.number}. Вернитесь к сценарию v{previous.number} и измените что-то одно.',
    },
  },
  {
    id: 'views_below',
    metric: 'views',
    when: [['views.delta', 'below', -SLIGHT]],
    weight: 'views.delta',
    text: {
      en:
        '{views.actual} views where {views.predicted} were expected ({views.delta}). Take ' +
        '{views.actual} as the measure for the next version.',
      ru:
        'Просмотров {views.actual}, ожидалось {views.predicted} ({views.delta}). Для следующей ' +
        'версии отталкивайтесь от {views.actual}.',
    },
  },
  {
    id: 'views_above',
    metric: 'views',
    when: [['views.delta', 'above', SLIGHT]],
    weight: 'views.delta',
    text: {
      en:
        '{views.actual} views where {views.predicted} were expected ({views.delta}). Repeat ' +
        'what is new in this version.',
      ru:
        'Просмотров {views.actual}, ожидалось {views.predicted} ({views.delta}). Повторите то, ' +
        'что в этой версии ново.',
    },
  },
]
