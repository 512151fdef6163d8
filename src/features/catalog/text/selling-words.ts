/**
 * Phrases of selling, folded, with what they weigh: two are enough together, those that weigh two
 * are enough alone. Contacts and "available" stand in greetings and job adverts too.
 */
export const SELLS_ALONE = phrases(
  'to order|order now|order yours|order today|place your order|place an order|place your ' +
    'orders|make your order|orders open|taking orders|preorder|pre order|pre orders|' +
    'dm to buy|dm for price|dm for prices|dm to purchase|link in bio to shop|shop now|shop ' +
    'online|for sale|now selling|selling fast|' +
    'in stock|restocked|restock|restocking|available in all|available in sizes|available in all ' +
    'sizes|add to cart|while stocks last|while stock lasts|' +
    'pay on delivery|payment on delivery|cash on delivery|free delivery|countrywide ' +
    'delivery|delivery countrywide|worldwide shipping|free shipping|buy goods|paybill|' +
    'agiza|uagize|tuagize|kuagiza|oda yako|weka ' +
    'oda|inauzwa|zinauzwa|tunauza|inapatikana|zinapatikana|bei nafuu|bei poa|bei ya jumla|' +
    'в наличии|под заказ|на заказ|принимаем заказы|принимаю заказы|заказать|для заказа|оформить ' +
    'заказ|заказывайте|пишите в директ|писать в директ|цена в директ|цены в ' +
    'директ|продам|продаю|продается|купить|в продаже|' +
    'тапсырыс беру|тапсырыс беріңіз|тапсырыс қабылдаймыз|тапсырысқа|сатылады|сатамын|қолда ' +
    'бар|бағасы директте|сатып алу',
)
export const SELLS_TOGETHER = phrases(
  'order|orders|dm|dm us|inbox|whatsapp|call|text us|available|delivery|deliver|shipping|link ' +
    'in bio|shop our|to shop|swipe up|new arrivals|new arrival|' +
    'price|prices|sale|discount|offer|wholesale|retail|buy|stock|sizes|till|negotiable|mpesa|' +
    'bei|oda|piga|piga simu|mzigo mpya|mpya umefika|tuma|duka|cheki|njoo|usafiri|' +
    'директ|директе|заказ|заказы|доставка|доставку|цена|цены|стоимость|размеры|скидка|скидки|' +
    'пишите|ватсап|вотсап|каспи|рассрочка|' +
    'тапсырыс|жеткізу|бағасы|баға|директке|жазыңыз|жеңілдік|хабарласыңыз|ватсапқа',
)

/** Phrases of greetings and thanks; a word besides these may be a product. */
export const GREETINGS = phrases(
  'happy new year|happy holidays|merry christmas|happy easter|eid mubarak|ramadan ' +
    'mubarak|ramadan kareem|happy diwali|happy valentines|happy valentine s day|happy mothers day|' +
    "happy mother's day|happy fathers day|happy father's day|happy womens day|happy women's " +
    'day|happy independence day|happy madaraka day|happy mashujaa day|happy jamhuri day|' +
    'happy birthday|good morning|good night|good evening|happy sunday|happy monday|happy ' +
    'friday|happy weekend|happy new month|thank you|' +
    'heri ya mwaka mpya|krismasi njema|eid njema|pasaka njema|habari za asubuhi|asanteni|asante|' +
    'с новым годом|с рождеством|с 8 марта|с международным женским днем|с 23 февраля|с днем ' +
    'рождения|с праздником|с пасхой|с наурызом|с днем матери|с днем победы|с днем знаний|' +
    'доброе утро|доброи ночи|доброй ночи|добрый день|добрый вечер|спасибо|' +
    'жаңа жыл құтты болсын|жаңа жылмен|наурыз құтты болсын|айт қабыл болсын|құрбан айт құтты ' +
    'болсын|туған күніңмен|туған күніңізбен|мереке құтты болсын|қайырлы таң|қайырлы күн|рахмет',
)
export const GREETING_WORDS: ReadonlySet<string> = new Set(
  phrases(
    'a|all|am|an|and|are|as|at|be|been|beautiful|blessed|blessing|blessings|bless|community|' +
      'customer|customers|client|clients|day|days|dear|ever|every|everyone|fam|family|families|' +
      'filled|followers|follower|for|friend|friends|from|full|god|good|great|guys|happiness|' +
      'happy|have|health|holiday|holidays|hope|how|in|is|it|joy|joyful|know|ladies|life|' +
      'love|loved|lovely|loyal|may|mom|moms|morning|mothers|much|mubarak|muslim|muslims|of|on|' +
      'one|ones|our|ours|out|peace|peaceful|people|prosperous|prosperity|queen|queens|season|' +
      'so|special|support|supporters|team|thank|thanks|that|the|there|this|time|to|today|us|' +
      'very|we|week|weekend|who|wish|wishes|wishing|with|wonderful|world|year|years|you|your|' +
      'yours|s|re|' +
      'wote|kwa|na|ya|wa|za|familia|marafiki|waislamu|wateja|wetu|yetu|yenu|nyote|sana|heri|' +
      'baraka|tunawatakia|njema|wakristo|ndugu|' +
      'вас|вам|всем|все|всех|с|и|в|на|от|из|за|дорогие|дорогая|дорогой|друзья|милые|дамы|' +
      'любимые|женщины|девочки|девушки|мамы|мама|наши|наших|нашей|нас|ваша|вашим|вашей|команда|' +
      'поздравляем|поздравляю|желаем|желаю|счастья|здоровья|любви|радости|мира|добра|удачи|' +
      'успехов|благополучия|семье|семьи|близким|подписчики|подписчиков|клиенты|клиентам|' +
      'клиентов|' +
      'что|вы|мы|ты|тебя|пусть|будет|будьте|праздник|праздником|весной|весны|тепла|большое|' +
      'поддержку|доверие|днем|днём|днeм|году|год|новым|новый|' +
      'баршаңызды|барлық|бәріңізге|баршаңызға|достар|қымметті|құрметті|отбасы|отбасыңызға|' +
      'ханымдар|аналар|апалар|бақыт|денсаулық|береке|тілейміз|тілеймін|мерекемен|мерекесі|' +
      'құттықтаймыз|сіздерді|сізге|сіздерге|болсын',
  ),
)

export function phrases(list: string): readonly string[] {
  return list.split('|')
}
