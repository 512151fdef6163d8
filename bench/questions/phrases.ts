/**
 * Texts that creators of a category write: two lines of a biography, and the beginning of a
 * caption.
 */
type Phrases = readonly [first: string, second: string, caption: string]
type ByLanguage = Readonly<Record<'en' | 'ru' | 'kk', Phrases>>

const of = (en: Phrases, ru: Phrases, kk: Phrases): ByLanguage => ({ en, ru, kk })

/** Written as people write, not from the lists of synonyms. */
export const PHRASES: Readonly<Record<string, ByLanguage>> = {
  parenting: of(
    [
      'Mom of two boys',
      'Honest motherhood and messy kitchens',
      'Our toddler finally slept through the night',
    ],
    ['Мама двоих сыновей', 'Декретные будни и детские игры', 'Сегодня с детьми лепили из теста'],
    ['Екі баланың анасымын', 'Бала тәрбиесі мен аналар қуанышы', 'Бүгін балаларыммен серуендедік'],
  ),
  beauty: of(
    ['Makeup artist', 'Skincare that works', 'Trying a new red lipstick today'],
    ['Визажист, макияж на выезд', 'Косметика и уход за кожей', 'Пробую новую помаду и тушь'],
    ['Визажист, макияж жасаймын', 'Тері күтімі туралы', 'Бүгін жаңа ерін далабын сынадым'],
  ),
  fashion: of(
    ['Outfits every day', 'Personal stylist', 'Three ways to wear a white shirt'],
    ['Стилист, собираю образы', 'Мода и гардероб', 'Три образа с белой рубашкой'],
    ['Сән және стиль', 'Киім таңдаймыз', 'Ақ жейдемен үш түрлі образ'],
  ),
  jewelry: of(
    ['Handmade jewelry in silver', 'Rings and earrings', 'A new ring with a blue stone'],
    ['Ювелирные украшения', 'Серебро и золото ручной работы', 'Новое кольцо с голубым камнем'],
    ['Зергерлік бұйымдар', 'Күміс әшекей жасаймын', 'Көк тасты жаңа сақина'],
  ),
  food: of(
    ['Recipes for busy evenings', 'Chef and food lover', 'Tonight I cook pasta with mushrooms'],
    ['Рецепты каждый день', 'Кондитер, торты на заказ', 'Сегодня готовлю плов с бараниной'],
    ['Тағам рецепттері', 'Аспаз, тәттілер жасаймын', 'Бүгін бауырсақ пісірдім'],
  ),
  travel: of(
    ['Travel with a backpack', '47 countries so far', 'Two weeks on the road and not a plan'],
    ['Путешествия по миру', 'Авторские туры', 'Две недели в дороге без плана'],
    ['Саяхат блогы', 'Әлемді аралаймыз', 'Екі апта жолда жүрміз'],
  ),
  outdoors: of(
    ['Hiking every weekend', 'Mountains and camping', 'We put up the tent before the rain'],
    ['Горы и походы', 'Хожу в горы каждые выходные', 'Поставили палатку до дождя'],
    ['Тау серуені', 'Тауға шығамыз', 'Жаңбырға дейін шатыр құрдық'],
  ),
  fitness: of(
    ['Fitness coach', 'Home workouts', 'Ten minutes of squats before breakfast'],
    ['Фитнес тренер', 'Йога и растяжка', 'Десять минут приседаний до завтрака'],
    ['Фитнес жаттықтырушысы', 'Үйде жаттығу жасаймыз', 'Таңғы он минуттық жаттығу'],
  ),
  sports: of(
    ['Marathon runner', 'Boxing and football', 'The last match of the season'],
    ['Мастер спорта по боксу', 'Бег и футбол', 'Последний матч сезона'],
    ['Спортшы, бокс', 'Күрес пен футбол', 'Маусымның соңғы жарысы'],
  ),
  wellness: of(
    ['Nutritionist', 'Healthy lifestyle without pain', 'What I eat when I have no time'],
    ['Нутрициолог', 'Врач о здоровье просто', 'Что я ем, когда нет времени'],
    ['Дәрігер, денсаулық туралы', 'Дұрыс тамақтану', 'Уақыт жоқта не жеймін'],
  ),
  lifestyle: of(
    ['Lifestyle and slow mornings', 'A day in my life', 'A quiet day at home'],
    ['Лайфстайл', 'Личный блог о жизни', 'Тихий день дома'],
    ['Өмір салты', 'Күнделікті өмірім', 'Үйдегі тыныш күн'],
  ),
  'personal growth': of(
    ['Psychologist', 'Self development and habits', 'Why we are afraid to begin'],
    ['Психолог', 'Саморазвитие и мотивация', 'Почему мы боимся начинать'],
    ['Психолог', 'Өзін өзі дамыту', 'Неге бастаудан қорқамыз'],
  ),
  relationships: of(
    ['About love and marriage', 'Dating coach', 'How to talk after a quarrel'],
    ['Про отношения и любовь', 'Как сохранить брак', 'Как говорить после ссоры'],
    ['Махаббат туралы', 'Қарым-қатынас сырлары', 'Ренжіскеннен кейін қалай сөйлесу керек'],
  ),
  weddings: of(
    ['Wedding planner', 'Brides trust us', 'The bride was late and nobody minded'],
    ['Свадебный организатор', 'Платья для невест', 'Невеста опоздала, и никто не заметил'],
    ['Үйлену тойы', 'Той ұйымдастырамыз', 'Қалыңдық кешікті'],
  ),
  events: of(
    ['Event host', 'Event planning', 'A party for two hundred guests'],
    ['Ведущий мероприятий', 'Организация праздников', 'Праздник на двести гостей'],
    ['Асаба', 'Мерекелерді ұйымдастыру', 'Екі жүз қонаққа арналған кеш'],
  ),
  home: of(
    ['Interior design', 'Renovating an old flat', 'The kitchen after three months'],
    ['Дизайн интерьера', 'Ремонт своими силами', 'Кухня после трёх месяцев работы'],
    ['Үй жайлылығы', 'Жөндеу мен интерьер', 'Үш айдан кейінгі ас бөлме'],
  ),
  gardening: of(
    ['Garden and houseplants', 'Florist', 'The roses are late this year'],
    ['Сад и огород', 'Флорист, букеты', 'Розы в этом году поздние'],
    ['Гүлдер мен бақ', 'Гүл өсіреміз', 'Биыл раушан кеш гүлдеді'],
  ),
  agriculture: of(
    ['Family farm', 'Horses and cattle', 'The foals are two weeks old'],
    ['Фермерство', 'Наша ферма, лошади', 'Жеребятам две недели'],
    ['Ауыл шаруашылығы', 'Жылқы өсіреміз', 'Құлындарға екі апта болды'],
  ),
  pets: of(
    ['Two dogs and a cat', 'Pet care', 'He ate my slippers again'],
    ['Две собаки и кошка', 'Ветеринар о питомцах', 'Он опять съел мои тапки'],
    ['Мысық пен ит', 'Үй жануарлары туралы', 'Тағы да тәпішкемді жеп қойды'],
  ),
  cars: of(
    ['Cars and tuning', 'Auto reviews', 'I drove it for a week'],
    ['Авто обзоры', 'Машины и тюнинг', 'Ездил на ней неделю'],
    ['Көлік шолулары', 'Автокөлік туралы', 'Бір апта мініп көрдім'],
  ),
  technology: of(
    ['Gadgets and smartphones', 'Software developer', 'The battery lasts two days'],
    ['Гаджеты и технологии', 'Программист', 'Батарея держит два дня'],
    ['Технология жаңалықтары', 'Бағдарламалау үйретемін', 'Батареясы екі күнге жетеді'],
  ),
  gaming: of(
    ['Gamer, live on Fridays', 'Video games', 'We lost the last round'],
    ['Геймер, стримы', 'Видеоигры и киберспорт', 'Проиграли последний раунд'],
    ['Геймер', 'Ойындар туралы', 'Соңғы раундта ұтылдық'],
  ),
  science: of(
    ['Popular science', 'Astronomy for all', 'Why the sky is dark at night'],
    ['Наука простыми словами', 'Космос и физика', 'Почему ночью темно'],
    ['Ғылым туралы', 'Ғарыш пен физика', 'Түнде неге қараңғы'],
  ),
  education: of(
    ['School teacher', 'Exam preparation', 'How to learn a poem in an evening'],
    ['Учитель начальных классов', 'Подготовка к экзаменам', 'Как выучить стих за вечер'],
    ['Мұғалім', 'Білім беру жолында', 'Өлеңді бір кеште қалай жаттауға болады'],
  ),
  languages: of(
    ['English lessons', 'Polyglot, six languages', 'Ten phrases for the airport'],
    ['Английский язык легко', 'Изучение языков', 'Десять фраз для аэропорта'],
    ['Ағылшын тілі', 'Тіл үйрену оңай', 'Әуежайға арналған он тіркес'],
  ),
  books: of(
    ['Book reviews', 'Reading 100 books a year', 'I could not put it down'],
    ['Книги и чтение', 'Читаю сто книг в год', 'Не могла оторваться до утра'],
    ['Кітап оқимыз', 'Әдебиет әлемі', 'Таңға дейін оқып шықтым'],
  ),
  business: of(
    ['Entrepreneur', 'Startup founder', 'Our first office had no windows'],
    ['Предприниматель', 'Бизнес с нуля', 'В первом офисе не было окон'],
    ['Кәсіпкер', 'Бизнес бастаймыз', 'Алғашқы кеңсемізде терезе болмады'],
  ),
  finance: of(
    ['Personal finance', 'Investing made simple', 'Where my salary goes'],
    ['Финансы и инвестиции', 'Инвестор', 'Куда уходит моя зарплата'],
    ['Қаржы сауаттылығы', 'Инвестиция туралы', 'Айлығым қайда кетеді'],
  ),
  marketing: of(
    ['SMM and branding', 'Marketing for small brands', 'Ten mistakes of a launch'],
    ['Маркетолог, SMM', 'Таргет и продвижение', 'Десять ошибок запуска'],
    ['Маркетинг, SMM', 'Жарнама маманы', 'Іске қосудың он қатесі'],
  ),
  career: of(
    ['Career and freelance', 'HR and job search', 'What I say in an interview'],
    ['Карьера и фриланс', 'Рекрутер, поиск работы', 'Что я говорю на собеседовании'],
    ['Мансап кеңесшісі', 'Жұмыс іздеу', 'Сұхбатта не айтамын'],
  ),
  'real estate': of(
    ['Realtor', 'Apartments and houses', 'A flat with a view of the park'],
    ['Риелтор', 'Недвижимость и ипотека', 'Квартира с видом на парк'],
    ['Риэлтор', 'Пәтер сату', 'Саябаққа қараған пәтер'],
  ),
  law: of(
    ['Lawyer', 'Legal advice', 'Read the contract before you sign'],
    ['Юрист', 'Право простым языком', 'Читайте договор до подписи'],
    ['Заңгер', 'Заң кеңестері', 'Қол қоймас бұрын шартты оқыңыз'],
  ),
  art: of(
    ['Artist, oil painting', 'Illustration', 'Three weeks on one canvas'],
    ['Художник', 'Живопись и иллюстрация', 'Три недели над одним холстом'],
    ['Суретші', 'Сурет салу', 'Бір кенепке үш апта'],
  ),
  design: of(
    ['Graphic design', 'UX and web design', 'A logo in one evening'],
    ['Графический дизайн', 'Дизайнер и архитектор', 'Логотип за один вечер'],
    ['Дизайнер', 'Сәулет өнері', 'Бір кеште логотип'],
  ),
  photography: of(
    ['Photographer', 'Photoshoots and video', 'The light was perfect at six'],
    ['Фотограф', 'Фотосессии и видеосъемка', 'Свет в шесть утра был идеальным'],
    ['Фотограф', 'Фотосессия, бейне түсіру', 'Таңғы алтыда жарық керемет'],
  ),
  music: of(
    ['Singer and songwriter', 'Live music', 'The new song is out on Friday'],
    ['Певица, концерты', 'Музыкант, пишу песни', 'Новая песня выйдет в пятницу'],
    ['Әнші', 'Домбыра мен ән', 'Жаңа әнім жұмада шығады'],
  ),
  dance: of(
    ['Dancer', 'Choreography classes', 'We danced in the rain'],
    ['Хореограф', 'Танцы для взрослых', 'Танцевали под дождём'],
    ['Биші', 'Би үйірмесі', 'Жаңбыр астында биледік'],
  ),
  humor: of(
    ['Comedian', 'Funny sketches', 'My neighbour called the police again'],
    ['Стендап комик', 'Вайны и скетчи', 'Сосед опять вызвал полицию'],
    ['Әзіл-қалжың', 'Вайн түсіреміз', 'Көршім тағы полиция шақырды'],
  ),
  entertainment: of(
    ['Actor', 'Movies and series', 'The premiere was full'],
    ['Актриса театра и кино', 'Фильмы и сериалы', 'На премьере был аншлаг'],
    ['Театр және кино актері', 'Фильмдер мен сериалдар', 'Премьерада орын болмады'],
  ),
  anime: of(
    ['Anime and manga', 'Cosplay', 'Forty hours for one costume'],
    ['Аниме и манга', 'Косплей', 'Сорок часов на один костюм'],
    ['Аниме көреміз', 'Косплей жасаймын', 'Бір костюмге қырық сағат'],
  ),
  shopping: of(
    ['Discounts every day', 'Product reviews', 'I bought it for half the price'],
    ['Скидки и находки', 'Распаковка и обзоры товаров', 'Купила вдвое дешевле'],
    ['Жеңілдіктер күн сайын', 'Шопинг пен шолу', 'Екі есе арзан алдым'],
  ),
  crafts: of(
    ['Handmade toys', 'Knitting and sewing', 'One more scarf for winter'],
    ['Рукоделие', 'Шитьё и вышивка', 'Ещё один шарф к зиме'],
    ['Қолөнер', 'Тігін шеберханасы', 'Қысқа тағы бір шарф'],
  ),
  culture: of(
    ['History and traditions', 'Museums', 'A house that is three hundred years old'],
    ['История и культура', 'Традиции предков', 'Дому триста лет'],
    ['Тарих пен мәдениет', 'Салт-дәстүр', 'Бұл үйге үш жүз жыл'],
  ),
  media: of(
    ['Journalist', 'Podcast about people', 'We recorded a new interview'],
    ['Журналист', 'Подкаст и интервью', 'Записали новое интервью'],
    ['Журналист', 'Подкаст пен сұхбат', 'Жаңа сұхбат түсірдік'],
  ),
  'city life': of(
    ['Local guide', 'Nightlife of the city', 'Three new places downtown'],
    ['Афиша, куда сходить', 'Город и его люди', 'Три новых места в центре'],
    ['Қала өмірі', 'Қалада қайда баруға болады', 'Орталықтағы үш жаңа орын'],
  ),
  charity: of(
    ['Volunteering', 'Charity fund', 'We raised enough for the shelter'],
    ['Благотворительность', 'Волонтерство', 'Собрали на приют'],
    ['Қайырымдылық', 'Еріктілер тобы', 'Баспанаға қаражат жинадық'],
  ),
  nature: of(
    ['Ecology and zero waste', 'Nature photography walks', 'The lake is frozen already'],
    ['Экология и осознанность', 'Природа вокруг', 'Озеро уже замёрзло'],
    ['Табиғат пен экология', 'Қоршаған орта', 'Көл қатып қалды'],
  ),
}

/** Texts without a category: lines of captions long enough to tell the language. */
export const CAPTIONS = {
  en: [
    'Thank you all for the warm words, I read every one of them this morning.',
    'It was a long week and this is the day when I finally have the time to rest.',
    'Write in the comments what you think about it, I will answer everyone.',
    'The weather is good and we are going out with friends in the evening.',
  ],
  ru: [
    'Спасибо всем за тёплые слова, утром прочитала каждое из них.',
    'Неделя была долгой, и сегодня наконец есть время отдохнуть.',
    'Напишите в комментариях, что вы об этом думаете, отвечу каждому.',
    'Погода хорошая, вечером выходим с друзьями на прогулку.',
  ],
  kk: [
    'Жылы сөздеріңізге көп рақмет, бәрін таңертең оқып шықтым.',
    'Апта ұзақ болды, бүгін ғана демалуға уақыт тапқандаймын.',
    'Пікіріңізді астына жазып қалдырыңыз, әрқайсысына жауап беремін.',
    'Ауа райы жақсы, кешке достарымызбен бірге серуенге шығамыз.',
  ],
} as const
