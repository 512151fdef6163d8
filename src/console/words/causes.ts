import { defineWords } from '../words.ts'

/** Why an account does not work, by its state, by state and code, or by code. */
export const causeWords = defineWords({
  en: {
    renews: 'Its session has died; gramd will log it in again by itself.',
    paused: 'Somebody paused it. Nothing is sent on it until it is resumed.',
    suspended: 'Instagram suspended it. Appeal in the app first.',
    proxy_error: 'Its proxy does not work. It comes back with the proxy, or with another one.',
    resting: 'The answers of Instagram could not be read, so it rests.',
    resting_rate_limited: 'Instagram asked it to slow down, so it rests.',
    resting_feedback_required: 'Instagram limited what it may do, so it rests.',
    needs_login: 'It has no live session.',
    needs_operator: 'It waits for a person.',
    challenge_required:
      'Instagram wants to see the person behind it. Open the app through its proxy, and do what it asks.',
    two_factor_required: 'Instagram asked for the second factor of its login.',
    bad_credentials: 'Instagram refused its password. gramd does not try it again.',
    second_factor_refused: 'Instagram refused the code of its login, or the code came too late.',
    other_account: 'The session stored for it belongs to another account.',
    feedback_required:
      'Instagram limited what it may do for the third time. Look in the app whether it still works.',
    login_outdated: 'Instagram refuses its login: the app version is too old.',
    session_cleared: 'Its session was deleted here.',
    session_expiring: 'Its session is near its end, and gramd cannot renew it.',
    login_required:
      'Its session died soon after the login, twice in a row. Another program may use it.',
  },
  ru: {
    renews: 'Сессия завершилась; gramd войдёт снова сам.',
    paused: 'Аккаунт поставили на паузу. Пока его не вернут, с него ничего не отправляется.',
    suspended: 'Instagram заблокировал аккаунт. Сначала подайте апелляцию в приложении.',
    proxy_error: 'Прокси не работает. Аккаунт вернётся вместе с ним или с другим прокси.',
    resting: 'Ответы Instagram не удалось прочитать, поэтому аккаунт отдыхает.',
    resting_rate_limited: 'Instagram попросил снизить темп, поэтому аккаунт отдыхает.',
    resting_feedback_required: 'Instagram ограничил действия аккаунта, поэтому он отдыхает.',
    needs_login: 'Нет действующей сессии.',
    needs_operator: 'Аккаунт ждёт человека.',
    challenge_required:
      'Instagram хочет убедиться, что за аккаунтом стоит человек. Откройте приложение через прокси аккаунта и выполните то, что оно просит.',
    two_factor_required: 'При входе Instagram запросил второй фактор.',
    bad_credentials: 'Instagram не принял пароль. Повторно gramd его не отправит.',
    second_factor_refused: 'Instagram не принял код входа, или код опоздал.',
    other_account: 'Сохранённая сессия принадлежит другому аккаунту.',
    feedback_required:
      'Instagram ограничил действия аккаунта в третий раз. Проверьте в приложении, работает ли он.',
    login_outdated: 'Instagram не даёт войти: версия приложения слишком старая.',
    session_cleared: 'Сессию удалили здесь.',
    session_expiring: 'Сессия скоро закончится, а продлить её gramd не может.',
    login_required:
      'Сессия дважды подряд завершилась вскоре после входа. Возможно, ею пользуется другая программа.',
  },
})
