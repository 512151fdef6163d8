import { defineWords, sayIn, wordOf, type Language } from '../../words.ts'

/** Why a check or an answer is as it is, by the API's code. */
const reasonWords = defineWords({
  en: {
    pool_resting: 'Every account rests or is busy.',
    no_account_in_service: 'No account can work before a person helps one.',
    accounts_failed: 'Three accounts failed one after another, so it pauses for ten minutes.',
    paused: 'Somebody paused all relation checks.',
    confirmation: 'It takes many requests. Somebody has to confirm that.',
    relation_list: 'It waits for a list that another check reads.',
    relation_turn: 'Other tasks have their turn.',
    only_few_shown: 'Instagram shows only {n} of {all} people.',
    only_few_shown_unknown: 'Instagram shows only a few people of the list.',
    limited_by_platform: 'Instagram says that it shows only a part of the list.',
    shorter_than_expected: 'The list ended with fewer people than the profile counts.',
    empty_answer: 'Instagram sent an empty page although the list has members.',
    max_reached: 'It reached the number that it was limited to.',
    endless_list: 'Pages of the list came again and again.',
    cursors_lost: 'Instagram lost the place in the list too often.',
    target_private: 'The profile is private.',
    target_restricted: 'Instagram hides the profile by age or region.',
    target_gone: 'Instagram has no such profile any more.',
    target_quarantined:
      'Accounts met challenges on this profile, so gramd leaves it alone for now.',
    target_erased: 'This person was erased and must not come back.',
    cancelled: 'Somebody stopped it.',
    expired: 'It is old, and gramd is deleting it.',
    search_not_whole: 'Searching the list showed only a part of its results.',
    unreadable: 'gramd could not read Instagram’s answer.',
    erased: 'Somebody of this pair was erased.',
    worker_lost: 'gramd was interrupted too often while it read.',
    list_not_complete: 'The list is not complete, so absence proves nothing.',
    probably_left: 'Was in the list at first and not in the last reading: probably left.',
  },
  ru: {
    pool_resting: 'Все аккаунты отдыхают или заняты.',
    no_account_in_service: 'Ни один аккаунт не может работать, пока человек не поможет.',
    accounts_failed: 'Три аккаунта подряд не справились, поэтому пауза на десять минут.',
    paused: 'Проверки связей приостановлены.',
    confirmation: 'Потребуется много запросов, это нужно подтвердить.',
    relation_list: 'Ждёт список, который читает другая проверка.',
    relation_turn: 'Сейчас очередь других задач.',
    only_few_shown: 'Instagram показывает только {n} из {all}.',
    only_few_shown_unknown: 'Instagram показывает только несколько человек из списка.',
    limited_by_platform: 'Instagram сообщает, что показывает только часть списка.',
    shorter_than_expected: 'В списке оказалось меньше людей, чем указано в профиле.',
    empty_answer: 'Instagram прислал пустую страницу, хотя в списке есть люди.',
    max_reached: 'Достигнуто заданное ограничение.',
    endless_list: 'Одни и те же страницы списка повторялись.',
    cursors_lost: 'Instagram слишком часто терял место в списке.',
    target_private: 'Профиль закрыт.',
    target_restricted: 'Instagram скрывает профиль по возрасту или региону.',
    target_gone: 'Такого профиля в Instagram больше нет.',
    target_quarantined:
      'На этом профиле Instagram требовал от аккаунтов подтверждений, поэтому gramd пока его не трогает.',
    target_erased: 'Данные этого человека удалены, возвращать их нельзя.',
    cancelled: 'Проверку остановили.',
    expired: 'Проверка старая, gramd её удаляет.',
    search_not_whole: 'Поиск по списку показал только часть результатов.',
    unreadable: 'gramd не смог прочитать ответ Instagram.',
    erased: 'Данные одного из этой пары удалены.',
    worker_lost: 'Чтение слишком часто прерывалось.',
    list_not_complete: 'Список неполный, поэтому отсутствие ничего не доказывает.',
    probably_left: 'Был в списке сначала, но не при последнем чтении: вероятно, ушёл.',
  },
})

/** People of a list that were found, and whom its profile counts. */
type Counts = { collected?: number | undefined; expected?: number | null | undefined }

/** A reason in words, with the counts of its list; the code where there are none. */
export function reasonOf(
  language: Language,
  code: string,
  { collected, expected }: Counts = {},
): string {
  if (code !== 'only_few_shown') return wordOf(language, reasonWords, code) ?? code
  const say = sayIn(language, reasonWords)
  return collected === undefined || expected === undefined || expected === null
    ? say('only_few_shown_unknown')
    : say('only_few_shown', { n: collected, all: expected })
}
