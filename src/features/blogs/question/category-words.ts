/**
 * Words that people ask for the default categories with, beside the synonyms in the database: whom
 * they look for ("mothers"), what they sell ("diapers"), and colloquial words, in English, Russian
 * and Kazakh. A category that an operator renamed has its synonyms alone.
 */
export const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  parenting:
    'parent, parents, mom, moms, dad, mommy, mommies, mum, mums, mummy, mama, mamas, ' +
    'mamablog, mothering, new mom, expecting, pregnant, postpartum, newborn, newborns, ' +
    'infant, infants, toddler, child, childcare, kid, kid friendly, kidswear, kids fashion, ' +
    'children fashion, daddy, dads, fathers, families, family blog, family bloggers, ' +
    'diapers, strollers, breastfeeding, nursery, preschoolers, montessori, мамочка, мамочек, ' +
    'мамаша, мамский, мамблогер, мам блогер, мать, матери, матерей, родители, родитель, ' +
    'многодетный, папы, отец, отцы, ребенок, ребёнка, детский, детство, дитя, детишки, ' +
    'детки, деток, малыш, малышка, младенец, новорожденный, грудничок, беременный, роды, ' +
    'декретный, в декрете, семейный, подгузники, памперсы, коляски, игрушки, детская одежда, ' +
    'детская мода, для детей, ана болған, анашым, мамалар, әке, әкелер, ата ана, ата аналар, ' +
    'бөпе, сәби, сәбилер, нәресте, жүкті, жүкті аналар, балалы, бала күтімі, балалар киімі, ' +
    'ойыншықтар, отбасылық, көпбалалы',
  beauty:
    'beautician, makeup artist, mua, lipstick, beauty blogger, cosmetologist, hairdresser, ' +
    'hair stylist, nail, nail art, lash, lash artist, brow, brow artist, barber, face care, ' +
    'spa, skin, косметолог, бьютиблогер, бьюти блогер, парикмахер, стилист по волосам, ' +
    'мейкап, мейк, визаж, лэшмейкер, бровист, мастер маникюра, нейл, шугаринг, уходовый, ' +
    'уход за лицом, помада, кожа, духи, парфюм, барбер, салон красоты, макияж жасау, ' +
    'косметикалық, бет күтімі, тері, боянатын, бояну, тырнақ, кірпік, шаштараз, иіссу, әтір, ' +
    'сұлу',
  fashion:
    'fashionable, fashionista, stylish, trendy, outfit, lookbook, look, designer clothes, ' +
    'dress, dresses, apparel, sneakers, model, models, hijab, hijab fashion, modest, ' +
    'boutique, shoe, модный, модница, стильный, лук, луки, аутфит, платья, платье, одежды, ' +
    'хиджаб, модели, шоурум, бутик, кроссовки, фэшн, фешн, сумки, сәнді, сәнқой, киімдер, ' +
    'көйлек, көйлектер, аяққиім, киіну, стильді, сән үлгілері',
  jewelry:
    'jewelry, jewels, rings, ring, earrings, necklace, gold, silver, jeweller, jeweler, ' +
    'ювелирка, ювелир, ювелирный, кольца, серьги, золото, серебро, браслеты, зергер, алтын, ' +
    'күміс, сырға, сақина, білезік, қол сағат',
  food:
    'cook, cooks, chef, chefs, recipe, restaurant, cafe, foodblog, food blogger, food ' +
    'bloggers, eating, eats, meals, meal, baker, bakers, bakery, dessert, cake, barista, ' +
    'vegan, vegetarian, dish, dishes, кулинар, кулинарный, повар, повара, шеф повар, рецепт, ' +
    'ресторан, ресторанный, кофейня, готовить, готовят, фуд, фудблогер, фуд блогер, вкусный, ' +
    'вкусняшки, блюда, торт, тортики, кондитеры, пекарь, пекарня, бариста, веган, ' +
    'гастрономия, тамақ пісіру, тамақ жасау, ас үй, ас пісіру, рецепт, аспазшы, аспаздар, ' +
    'тәтті, торттар, мейрамхана, мейрамханалар, дәмхана, дәмді, кофехана, наубайхана, ұлттық ' +
    'тағам, ұлттық тағамдар',
  travel:
    'traveler, travelers, traveller, travellers, trip, journey, tours, tour, tourists, ' +
    'hotel, flight, backpacker, globetrotter, travelblog, travel blogger, road trip, ' +
    'путешественник, путешественница, путешествовать, путешествуют, турист, туристы, ' +
    'туристический, поездка, тревелблогер, тревел блогер, странствия, отель, гид, саяхатшы, ' +
    'саяхаттар, саяхаттау, турист, туристік, жиһанкез, сапар, қонақ үй',
  outdoors:
    'hike, hiker, hikers, camp, climber, mountain, mountaineering, trek, trekkers, outdoor, ' +
    'fisherman, хайкинг, горный, походы, треккинг, палатки, альпинист, рыбак, рыбаки, ' +
    'охотник, турпоход, тауға шығу, альпинизм және туризм, таулар, жорық, балықшы, кемпинг',
  fitness:
    'fit, fitness trainer, fitness coach, trainer, trainers, gyms, gym, workouts, exercise, ' +
    'exercises, bodybuilder, crossfitter, yogi, lose weight, slimming, фитнестренер, фитнес ' +
    'тренер, фитоняшка, тренировка, тренеры, качалка, зал, йог, похудеть, худеть, похудения, ' +
    'стройный, фитнесші, жаттығулар, жаттығу залы, дене шынықтыру, бапкер, салмақ тастау, ' +
    'арықтағысы',
  sports:
    'sport, athlete, athletes, footballer, footballers, runner, runners, marathon, boxer, ' +
    'boxers, wrestling, wrestler, judo, volleyball, gymnastics, skiing, snowboard, figure ' +
    'skating, спортсмен, спортсмены, спортсменка, спортивный, футболист, баскетболист, ' +
    'боксер, бегун, бегуны, марафон, борьба, борец, дзюдо, волейбол, гимнастика, лыжи, ' +
    'сноуборд, спортшылар, спорттық, футболшы, боксшы, балуан, балуандар, жүгіруші, ' +
    'марафоншы, шахматшы, дзюдошы',
  wellness:
    'health, healthy, healthy food, healthy lifestyle, nutritionist, nutritionists, ' +
    'dietitian, doctor, doctors, mental health, vitamins, medicine, holistic, здоровье, ' +
    'здоровый, здоровое питание, нутрициолог, нутрициологи, диетолог, диетологи, пп, врач, ' +
    'врачи, доктор, медицина, витамины, денсаулық, денсаулығы, дәрігер, дәрігерлер, ' +
    'диетолог, дәрумен, салауатты, емдәм, тамақтану',
  lifestyle:
    'life, everyday, vlog life, day to day, life style, лайф, жизнь, будни, стиль жизни, ' +
    'повседневность, лайфстайл блогер, өмір, лайфстайл, тұрмыс салты, күнделікті',
  'personal growth':
    'psychologist, psychologists, psychotherapist, therapist, life coach, self growth, ' +
    'motivational, motivator, self help, психологи, психологический, психотерапевт, коуч, ' +
    'коучи, мотиватор, осознанность, самопознание, өзін дамыту, жеке даму, психологтар, ' +
    'коучтар, ынталандыру, мотивациялық',
  relationships:
    'relationship, couple, husband, wife, dates, пары, любовный, муж и жена, супруги, ' +
    'семейные отношения, қарым қатынастар, ерлі зайыпты, жұбайлар, сүйіспеншілік, ғашықтық',
  weddings:
    'bride, brides, bridesmaids, groom, wedding planner, wedding photographers, marriage ' +
    'ceremony, свадебный, свадебный ведущий, свадебный фотограф, невесты, жених, свадьбы, ' +
    'женихи, үйлену, келін, келіндер, тойлар, той ұйымдастыру, қыз узату, үйлену той',
  events:
    'event, event organizer, event organizers, party, host, hosts, mc, birthday, birthdays, ' +
    'festival, праздник, мероприятие, ивент, ивенты, организатор праздников, организатор ' +
    'мероприятий, ведущие, день рождения, вечеринки, фестиваль, асабалар, мерекелер, іс ' +
    'шаралар, туған күн, той жүргізуші',
  home:
    'interior designer, interior designers, decor, decorating, furnishing, housekeeping, ' +
    'housewife, housewives, renovations, домашний, интерьеры, дизайнер интерьера, ' +
    'домохозяйка, хозяюшка, мебельный, домашний уют, ремонтный, үй ішін, интерьер дизайны, ' +
    'үй жөндеу, жиһаздар, үй шаруасы',
  gardening:
    'gardener, gardeners, plant, flower, florist, florists, bouquet, bouquets, садовод, ' +
    'садоводы, дачник, дачники, цветок, цветочный, флорист, флористы, букеты, рассада, гүл, ' +
    'гүлші, бағбан, бау бақша, саяжай, флористер, гүл шоқтары',
  agriculture:
    'farmer, farmers, agro, horse, cattle, agricultural, фермер, фермеры, агро, аграрий, ' +
    'агроном, скотоводство, лошадь, коневодство, фермерлер, шаруалар, малшы, агроном, ' +
    'жылқылар, егін',
  pets:
    'pet, animal, dog, cat, puppy, kitten, pet owner, pet owners, veterinarian, vet, ' +
    'питомец, домашние животные, животное, собака, собачка, пес, кошка, котик, котики, кот, ' +
    'коты, кошатники, собачники, щенок, котенок, ветеринар, зоо, үй жануары, иттер, ' +
    'мысықтар, күшік, ветеринарлар',
  cars:
    'vehicle, autos, automobile, driver, drivers, motorcycle, bike, bikers, автомобиль, ' +
    'машина, автоблогер, авто блогер, автомобильный, водитель, водители, тачки, мотоцикл, ' +
    'байкер, автолюбители, машиналар, автомобильдер, жүргізуші, жүргізушілер, тәртіпті ' +
    'жүргізу, мотоциклдер',
  technology:
    'technologies, technical, it, gadget, smartphone, programmer, programmers, developer, ' +
    'developers, iphone, machine learning, data science, технология, технологический, ' +
    'гаджет, техноблогер, техника, айтишник, айтишники, ит сфера, программист, программисты, ' +
    'разработчик, разработчики, смартфон, нейросеть, бағдарламашы, бағдарламашылар, ' +
    'гаджеттер, технологиялық, ит маман',
  gaming:
    'game, gamers, gameplay, streamer, streamers, dota, pubg, cs go, playstation, игра, ' +
    'игровой, геймеры, стример, стримеры, летсплей, геймерлер, ойыншылар, компьютерлік ' +
    'ойындар, стримерлер, бейне ойындар',
  science:
    'scientist, scientists, scientific, popular science, research, engineer, engineers, ' +
    'ученый, ученые, научный, научпоп, исследователь, инженер, инженеры, ғалым, ғалымдар, ' +
    'ғылыми, инженерлер, астроном',
  education:
    'educational, educator, educators, teach, teachers, schools, student, course, tutor, ' +
    'tutors, exam, exams, lessons, professor, studying, учителя, учительница, преподаватель, ' +
    'преподаватели, педагог, педагоги, образовательный, учеба, студент, репетиторы, курс, ' +
    'экзамены, школьный, школьники, мұғалімдер, ұстаз, ұстаздар, білім беру, студенттер, ' +
    'оқушы, оқушылар, сабақтар, репетитор, ұбт, педагогтар, курстар',
  languages:
    'learn english, learning english, english teacher, english teachers, english lessons, ' +
    'english tutor, ielts, polyglot, polyglots, foreign language, translator, linguist, ' +
    'учить английский, уроки английского, учителя английского, учитель английского, ' +
    'преподаватель английского, репетитор английского, курсы английского, английского языка, ' +
    'полиглот, полиглоты, лингвист, иностранный язык, тілдер, шет тілі, шет тілдері, тіл ' +
    'үйрету, ағылшын, ағылшын тілін, ағылшын тілі мұғалімдері, ағылшын мұғалімдері, ' +
    'аудармашы, полиглоттар',
  books:
    'book, bookworm, bookish, bookstagram, reader, readers, novel, novels, author, writer, ' +
    'writers, poet, poets, poem, poems, книга, книжный, буктюб, букблогер, читать, читатель, ' +
    'читатели, роман, романы, писатели, поэт, поэты, стихи, кітап оқу, кітап оқитын, ' +
    'оқырмандар клубы, жазушы, жазушылар, ақындар, өлең, өлеңдер, роман',
  business:
    'businessman, businessmen, businesswoman, businesswomen, entrepreneurs, founder, ' +
    'founders, ceo, small businesses, biz, shop owner, бизнесмен, бизнесмены, бизнес леди, ' +
    'бизнесвумен, предприниматели, стартап, стартапер, основатель, собственник бизнеса, свое ' +
    'дело, кәсіпкерлер, бизнесмендер, бизнестің, іскер, іскер әйелдер, стартаптар, саудагер, ' +
    'жеке бизнес',
  finance:
    'financial, investor, investors, invest, investment, trader, traders, stocks, stock ' +
    'market, bank, accountant, accountants, tax, economist, bitcoin, финансовый, инвестор, ' +
    'инвесторы, инвестировать, трейдер, трейдеры, крипта, биткоин, акции, банк, банки, ' +
    'бухгалтеры, экономист, финансист, налог, қаржылық, қаржыгер, инвесторлар, ' +
    'инвестициялар, салықтар, банктер, бухгалтерлер, экономика, трейдерлер, криптовалюталар',
  marketing:
    'marketer, marketers, marketolog, smm manager, smm specialist, targetologist, ads ' +
    'specialist, brand manager, copywriter, маркетолог, маркетологи, смм, смм специалист, ' +
    'сммщик, сммщики, таргетолог, таргетологи, рекламный, копирайтер, бренд менеджер, ' +
    'маркетологтар, смм маман, таргетологтар, жарнамашы, жарнамалар, сммшілер',
  career:
    'job, careers, freelancer, freelancers, remote, recruiter, recruiters, work, employment, ' +
    'hr manager, карьерный, фрилансер, фрилансеры, удаленка, рекрутер, рекрутеры, эйчар, ' +
    'работа, вакансия, профессии, профессия, фрилансерлер, жұмыс іздеу, жұмыстар, ' +
    'мамандықтар, карьера, рекрутерлер',
  'real estate':
    'realtors, apartment, real estate agent, estate agent, realty, developer houses, house, ' +
    'mortgage, builder, builders, риелторы, риэлтор, риэлторы, квартира, новостройки, ' +
    'новостройка, застройщик, строитель, строители, агент по недвижимости, риэлторлар, ' +
    'пәтерлер, құрылысшы, құрылысшылар, ипотекалық, мүлік',
  law:
    'lawyers, attorney, attorneys, advocate, legal help, юристы, адвокат, адвокаты, ' +
    'юридический, законы, правовой, заңгерлер, адвокаттар, заңдар, құқық, құқықтық, заңды, ' +
    'нотариус',
  art:
    'arts, artists, painter, painters, artistic, sculptor, illustrator, illustrators, ' +
    'gallery, drawings, художники, художница, живописец, арт, картины, картина, рисовать, ' +
    'рисуют, рисунки, иллюстратор, иллюстраторы, скульптор, галерея, суретшілер, суреттер, ' +
    'мүсінші, картиналар, иллюстраторлар, қылқалам',
  design:
    'designer, designers, graphic designer, web designer, ui, ux designer, architect, ' +
    'architects, дизайнеры, графический дизайнер, веб дизайнер, архитектор, архитекторы, ' +
    'дизайнерлер, сәулетші, сәулетшілер, графикалық дизайн, архитекторлар',
  photography:
    'photographers, photographs, photo shoot, videographer, videographers, camera, mobile ' +
    'photography, фотографы, фотосъемка, фотографировать, видеограф, видеографы, мобилограф, ' +
    'камера, фотографтар, фотограф, фотосессиялар, видеографтар, мобилографтар, суретке ' +
    'түсіру, фотоға түсіру',
  music:
    'musical, song, singers, musicians, rapper, rappers, djs, concert, vocalist, guitar, ' +
    'guitarist, band, composer, песня, певцы, певицы, музыканты, музыкальный, рэпер, рэперы, ' +
    'диджей, концерт, гитара, группа, композитор, вокалист, әншілер, әндер, музыканттар, ' +
    'музыкалық, күйші, күйшілер, домбырашы, рэперлер, композиторлар, сазгер',
  dance:
    'dances, dancers, choreographer, choreographers, dance teacher, танцоры, танцевать, ' +
    'танцующий, хореограф, хореографы, танцевальный, бишілер, би билеу, хореографтар, билер',
  humor:
    'comic, comics stand up, comedians, funny videos, joke, meme, prank, pranks, standup, ' +
    'viner, viners, юморист, юмористы, смешной, смешное, комик, комики, шутка, мем, вайн, ' +
    'вайнер, вайнеры, пранки, стендапер, ржачный, әзілкеш, әзілкештер, күлкілі, сатирик, ' +
    'вайнерлер, әзілдер, мемдер',
  entertainment:
    'movie, actors, actress, actresses, tv, tv show, celebrity, director, kino, ' +
    'cinematographer, drama, фильм, киношный, сериал, актеры, актер, знаменитость, звезды, ' +
    'режиссер, киноблогер, шоу, актриса, кино, фильмдер, сериалдар, актерлер, жұлдыздар, ' +
    'режиссерлер, театрлар, ойын сауықтық',
  anime:
    'otaku, cosplayer, cosplayers, kpop, анимешник, анимешники, косплеер, косплееры, дорамы, ' +
    'кпоп, косплейші, анимешілер, кейпоп',
  shopping:
    'discount, sale, sales, shop, review, reviews, product review, marketplace, wildberries, ' +
    'kaspi, ozon, gift, haul, скидка, распродажа, обзор, обзоры, обзорщик, вайлдберриз, вб, ' +
    'озон, каспи, находки, маркетплейс, подарок, шопоголик, магазины, жеңілдік, сауда жасау, ' +
    'сыйлық, шопингті, дүкендер, шолу, шолулар',
  crafts:
    'craft, craftsmen, crafter, craftswoman, hand made, knit, knitter, sew, seamstress, ' +
    'embroidered, pottery, ceramics, soap, рукодельница, рукодельницы, мастерица, вязать, ' +
    'вязаный, шить, швея, портной, керамика, гончар, мыловарение, крафт, хэндмейд, ' +
    'қолөнерші, қолөнершілер, тігінші, тігіншілер, тоқу, кестеші, керамика жасау, қол еңбегі',
  culture:
    'cultural, historian, historians, historical, museum, tradition, customs, ethnic, ' +
    'folklore, культурный, историк, историки, исторический, традиция, музей, этно, обычаи, ' +
    'фольклор, мәдени, тарихшы, тарихшылар, тарихи, дәстүрлер, салт дәстүрлер, мұражай, ' +
    'музейлер, әдет ғұрып',
  media:
    'journalist, journalists, podcast, podcaster, podcasters, news, reporter, tv host, ' +
    'interviewer, журналисты, подкаст, подкастер, подкастеры, новости, репортер, ' +
    'телеведущий, телеведущая, интервьюер, блог новости, журналистер, подкасттар, ' +
    'подкастерлер, жаңалық, жаңалықтар, тележүргізуші, сұхбаттар, репортерлер',
  'city life':
    'urban, places to go, where to go, guide to the city, nightclubs, городской, городская ' +
    'жизнь, куда пойти, гид по городу, места города, қалалық, қала тынысы, қайда баруға',
  charity:
    'charitable, volunteer, volunteers, donation, nonprofit, ngo, foundation, социальный ' +
    'проект, волонтер, волонтеры, благотворительный, фонд помощи, донат, еріктілер ' +
    'қозғалысы, волонтерлер, қайырымды, қайырымдылық қоры, ерікті',
  nature:
    'natural, eco, ecological, ecologist, ecologists, sustainable, green living, landscapes, ' +
    'эко, эколог, экологи, экологичный, природный, осознанное потребление, эколог, ' +
    'экологтар, экологиялық, табиғатты қорғау, табиғи',
}
