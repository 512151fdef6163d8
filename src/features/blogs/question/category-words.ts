/**
 * Words that people ask for the default categories with, beside the synonyms in the database: whom
 * they look for ("mothers"), what they sell ("diapers"), and colloquial words, in English, Russian
 * and Kazakh. A category that an operator renamed has its synonyms alone.
 */
export const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  parenting:
    'parent, parents, аналар, mom, moms, dad, mommy, mommies, mum, mums, mummy, mama, mamas, ' +
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
    'ойыншықтар, отбасылық, көпбалалы, moms to be, stay at home mom, working mom, mom life, ' +
    'momlife, mom blogger, mommy blogger, new parents, baby, babies, twins, single mom, ' +
    'adoption, молодая мама, молодые мамы, мамаши, яжемать, мама в декрете, воспитание, ' +
    'воспитание детей, развитие детей, детское питание, близнецы, двойняшки, жас ана, жас ' +
    'аналар, бала тәрбиесі, бала тәрбиелеу, балалы аналар, егіздер, декреттегі аналар',
  beauty:
    'beautician, makeup artist, mua, lipstick, beauty blogger, cosmetologist, hairdresser, ' +
    'hair stylist, nail, nail art, lash, lash artist, brow, brow artist, barber, face care, ' +
    'spa, skin, косметолог, бьютиблогер, бьюти блогер, парикмахер, стилист по волосам, ' +
    'мейкап, мейк, визаж, лэшмейкер, бровист, мастер маникюра, нейл, шугаринг, уходовый, ' +
    'уход за лицом, помада, кожа, духи, парфюм, барбер, салон красоты, макияж жасау, ' +
    'косметикалық, бет күтімі, тері, боянатын, бояну, тырнақ, кірпік, шаштараз, иіссу, әтір, ' +
    'сұлу, make up, make up artist, make up artists, cosmetics, cosmetic, lashes, brows, ' +
    'eyelashes, eyelash, eyebrows, manicure, manicurist, pedicure, hairstyle, haircut, hair, ' +
    'perfume, perfumes, skincare nerd, glow, esthetician, aesthetician, визажистка, ' +
    'визажисты, гримёр, ресницы, наращивание, наращивание ресниц, брови, ногти, ногтевой ' +
    'сервис, маникюр, педикюр, прическа, прически, стрижка, волосы, косметология, ' +
    'визажистер, бет күту, қас, қас кірпік, шаш, шаш сәні, тырнақ шебері, тырнақ шеберлері, ' +
    'маникюр жасау, косметологтар',
  fashion:
    'fashionable, fashionista, stylish, trendy, outfit, lookbook, look, designer clothes, ' +
    'dress, dresses, apparel, sneakers, model, models, hijab, hijab fashion, modest, ' +
    'boutique, shoe, модный, модница, стильный, лук, луки, аутфит, платья, платье, одежды, ' +
    'хиджаб, модели, шоурум, бутик, кроссовки, фэшн, фешн, сумки, сәнді, сәнқой, киімдер, ' +
    'көйлек, көйлектер, аяққиім, киіну, стильді, сән үлгілері, streetwear, fashion week, ' +
    'fashionistas, wardrobe, capsule wardrobe, thrift, модницы, стилисты, гардероб, тренды, ' +
    'мода блогер, сән блогері, сән блогерлері, стилистер, сәнқойлар',
  jewelry:
    'jewelry, jewels, rings, ring, earrings, necklace, gold, silver, jeweller, jeweler, ' +
    'ювелирка, ювелир, ювелирный, кольца, серьги, золото, серебро, браслеты, зергер, алтын, ' +
    'күміс, сырға, сақина, білезік, қол сағат, jewellery, jewellers, watches, украшения, ' +
    'бижутерия, зергерлер, әшекей',
  food:
    'cook, cooks, chef, chefs, recipe, restaurant, cafe, foodblog, food blogger, food ' +
    'bloggers, eating, eats, meals, meal, baker, bakers, bakery, dessert, cake, barista, ' +
    'vegan, vegetarian, dish, dishes, кулинар, кулинарный, повар, повара, шеф повар, рецепт, ' +
    'ресторан, ресторанный, кофейня, готовить, готовят, фуд, фудблогер, фуд блогер, вкусный, ' +
    'вкусняшки, блюда, торт, тортики, кондитеры, пекарь, пекарня, бариста, веган, ' +
    'гастрономия, тамақ пісіру, тамақ жасау, ас үй, ас пісіру, рецепт, аспазшы, аспаздар, ' +
    'тәтті, торттар, мейрамхана, мейрамханалар, дәмхана, дәмді, кофехана, наубайхана, ұлттық ' +
    'тағам, ұлттық тағамдар, foodie, foodies, gourmet, gourmets, cooking, home cook, home ' +
    'cooks, kitchen, culinary, bbq, street food, sushi, coffee, tasty, vegan food, pastry ' +
    'chef, pastry chefs, confectioner, confectioners, brunch, фуди, гурман, гурманы, еда, ' +
    'про еду, кухня, кулинария, готовка, кофе, шашлык, пекари, кондитерша, рестораторы, ' +
    'тамақ, тағам, дәмді тағам, тағам әзірлеу, тағам әзірлейтін, ас мәзірі, фудблогерлер, ' +
    'фуд блогерлер, кондитерлер, бауырсақ',
  travel:
    'traveler, travelers, traveller, travellers, trip, journey, tours, tour, tourists, ' +
    'hotel, flight, backpacker, globetrotter, travelblog, travel blogger, road trip, ' +
    'путешественник, путешественница, путешествовать, путешествуют, турист, туристы, ' +
    'туристический, поездка, тревелблогер, тревел блогер, странствия, отель, гид, саяхатшы, ' +
    'саяхаттар, саяхаттау, турист, туристік, жиһанкез, сапар, қонақ үй, globe trotter, globe ' +
    'trotters, globetrotters, wanderlust, vacation, vacations, nomad, nomads, digital nomad, ' +
    'digital nomads, tour guide, tour guides, traveling, travelling, backpacking, ' +
    'backpackers, тревел, тревелеры, путешествия, отдых, туры, гиды, турагент, турагенты, ' +
    'путевки, саяхат, саяхатшылар, демалыс, турагенттер, гидтер',
  outdoors:
    'hike, hiker, hikers, camp, climber, mountain, mountaineering, trek, trekkers, outdoor, ' +
    'fisherman, хайкинг, горный, походы, треккинг, палатки, альпинист, рыбак, рыбаки, ' +
    'охотник, турпоход, тауға шығу, альпинизм және туризм, таулар, жорық, балықшы, кемпинг, ' +
    'campers, camping, hiking, climbing, climbers, mountains, trekking, fishing, hunting, ' +
    'поход, горы, походы в горы, рыбалка, охота, скалолазы, альпинизм, тау, тауға шығатын, ' +
    'тауға шығатындар, балық аулау, аңшылық',
  fitness:
    'fit, fitness trainer, fitness coach, trainer, trainers, gyms, gym, workouts, exercise, ' +
    'exercises, bodybuilder, crossfitter, yogi, lose weight, slimming, фитнестренер, фитнес ' +
    'тренер, фитоняшка, тренировка, тренеры, качалка, зал, йог, похудеть, худеть, похудения, ' +
    'стройный, фитнесші, жаттығулар, жаттығу залы, дене шынықтыру, бапкер, салмақ тастау, ' +
    'арықтағысы, gym bro, gym bros, gymrat, gym rat, gym rats, personal trainer, personal ' +
    'trainers, pilates, yoga teacher, yoga teachers, yoga instructor, crossfit, ' +
    'bodybuilding, powerlifting, weight loss, качки, качок, фитнес тренеры, пилатес, ' +
    'кроссфит, бодибилдер, бодибилдеры, зожники, йога, растяжка, жаттықтырушы, ' +
    'жаттықтырушылар, фитнес жаттықтырушы, фитнес жаттықтырушылары, арықтау',
  sports:
    'sport, athlete, athletes, footballer, footballers, runner, runners, marathon, boxer, ' +
    'boxers, wrestling, wrestler, judo, volleyball, gymnastics, skiing, snowboard, figure ' +
    'skating, спортсмен, спортсмены, спортсменка, спортивный, футболист, баскетболист, ' +
    'боксер, бегун, бегуны, марафон, борьба, борец, дзюдо, волейбол, гимнастика, лыжи, ' +
    'сноуборд, спортшылар, спорттық, футболшы, боксшы, балуан, балуандар, жүгіруші, ' +
    'марафоншы, шахматшы, дзюдошы, cyclist, cyclists, cycling, swimmer, swimmers, swimming, ' +
    'tennis, tennis player, basketball, hockey, mma, fighters, ufc, triathlon, велосипедист, ' +
    'велосипедисты, пловец, пловцы, теннис, хоккей, хоккеисты, футболисты, бойцы, мма, ' +
    'единоборства, велосипедшілер, жүзу, хоккейшілер, футболшылар, күресшілер',
  wellness:
    'health, healthy, healthy food, healthy lifestyle, nutritionist, nutritionists, ' +
    'dietitian, doctor, doctors, mental health, vitamins, medicine, holistic, здоровье, ' +
    'здоровый, здоровое питание, нутрициолог, нутрициологи, диетолог, диетологи, пп, врач, ' +
    'врачи, доктор, медицина, витамины, денсаулық, денсаулығы, дәрігер, дәрігерлер, ' +
    'диетолог, дәрумен, салауатты, емдәм, тамақтану, dentist, dentists, dental, ' +
    'orthodontist, pediatrician, pediatricians, gynecologist, nurse, nurses, therapist ' +
    'doctor, physician, physicians, biohacking, medic, medics, nutrition, diet, diets, ' +
    'sleep, стоматолог, стоматологи, зубной, ортодонт, педиатр, педиатры, гинеколог, ' +
    'гинекологи, дерматолог, дерматологи, терапевт, медик, медики, медсестра, зож, ' +
    'правильное питание, здоровый образ жизни, биохакинг, тіс дәрігері, тіс дәрігерлері, ' +
    'стоматологтар, педиатрлар, медбике, дұрыс тамақтану',
  lifestyle:
    'life, everyday, vlog life, day to day, life style, лайф, жизнь, будни, стиль жизни, ' +
    'повседневность, лайфстайл блогер, өмір, лайфстайл, тұрмыс салты, күнделікті, daily ' +
    'life, daily vlog, vloggers, vlogger, vlog, влог, влогер, влогеры, повседневная жизнь, ' +
    'влогерлер',
  'personal growth':
    'psychologist, psychologists, psychotherapist, therapist, life coach, self growth, ' +
    'motivational, motivator, self help, психологи, психологический, психотерапевт, коуч, ' +
    'коучи, мотиватор, осознанность, самопознание, өзін дамыту, жеке даму, психологтар, ' +
    'коучтар, ынталандыру, мотивациялық, mindset, mindfulness, self improvement, self ' +
    'development, motivation, coaching, coaches, mentors, mentor, саморазвитие, личностный ' +
    'рост, мотивация, наставник, наставники, коучинг, тәлімгер, психология',
  relationships:
    'relationship, couple, husband, wife, dates, пары, любовный, муж и жена, супруги, ' +
    'семейные отношения, қарым қатынастар, ерлі зайыпты, жұбайлар, сүйіспеншілік, ғашықтық, ' +
    'mother in law, dating, love, couples, marriage, отношения, любовь, свекровь, невестка, ' +
    'знакомства, ене, енелер, ене мен келін, келін мен ене, келіндер мен енелер, махаббат, ' +
    'отбасылық қатынас',
  weddings:
    'bride, brides, bridesmaids, groom, wedding planner, wedding photographers, marriage ' +
    'ceremony, свадебный, свадебный ведущий, свадебный фотограф, невесты, жених, свадьбы, ' +
    'женихи, үйлену, келін, келіндер, тойлар, той ұйымдастыру, қыз узату, үйлену той, ' +
    'wedding dress, wedding dresses, wedding decor, свадебные платья, свадебный декор, ' +
    'свадебный организатор, тойға дайындық',
  events:
    'event, event organizer, event organizers, party, host, hosts, mc, birthday, birthdays, ' +
    'festival, праздник, мероприятие, ивент, ивенты, организатор праздников, организатор ' +
    'мероприятий, ведущие, день рождения, вечеринки, фестиваль, асабалар, мерекелер, іс ' +
    'шаралар, туған күн, той жүргізуші, toastmaster, toastmasters, emcee, emcees, event ' +
    'planner, event planners, parties, animators, тамада, тамады, ведущий на свадьбу, ' +
    'ведущий на той, аниматоры, праздники, той, тойға асаба, тойға, тамадалар, мереке',
  home:
    'interior designer, interior designers, decor, decorating, furnishing, housekeeping, ' +
    'housewife, housewives, renovations, домашний, интерьеры, дизайнер интерьера, ' +
    'домохозяйка, хозяюшка, мебельный, домашний уют, ремонтный, үй ішін, интерьер дизайны, ' +
    'үй жөндеу, жиһаздар, үй шаруасы, interior, interiors, interior design, home decor, ' +
    'furniture, renovation, diy home, cleaning, cozy home, ремонт, интерьер, дизайнеры ' +
    'интерьера, дизайнеры интерьеров, мебель, уборка, уют, дизайн интерьера, жөндеу, жиһаз, ' +
    'үй дизайны, интерьер дизайнерлері',
  gardening:
    'gardener, gardeners, plant, flower, florist, florists, bouquet, bouquets, садовод, ' +
    'садоводы, дачник, дачники, цветок, цветочный, флорист, флористы, букеты, рассада, гүл, ' +
    'гүлші, бағбан, бау бақша, саяжай, флористер, гүл шоқтары, plant lover, plant lovers, ' +
    'plant mom, houseplants, flowers, greenhouse, огород, огородник, огородники, сад, дача, ' +
    'растения, комнатные растения, теплица, гүл өсіруші, гүл өсірушілер, гүлдер, бақша, ' +
    'бағбандар, өсімдіктер',
  agriculture:
    'farmer, farmers, agro, horse, cattle, agricultural, фермер, фермеры, агро, аграрий, ' +
    'агроном, скотоводство, лошадь, коневодство, фермерлер, шаруалар, малшы, агроном, ' +
    'жылқылар, егін, farming, farm, farms, livestock, beekeeper, ranch, сельское хозяйство, ' +
    'ферма, скот, пчеловод, лошади, ауыл шаруашылығы, жылқы, жылқы шаруашылығы, мал ' +
    'шаруашылығы, мал',
  pets:
    'pet, animal, dog, cat, puppy, kitten, pet owner, pet owners, veterinarian, vet, ' +
    'питомец, домашние животные, животное, собака, собачка, пес, кошка, котик, котики, кот, ' +
    'коты, кошатники, собачники, щенок, котенок, ветеринар, зоо, үй жануары, иттер, ' +
    'мысықтар, күшік, ветеринарлар, dog mom, dog moms, cat mom, cat moms, dog lover, dog ' +
    'lovers, cat lover, cat lovers, dog trainer, dog trainers, puppies, kittens, groomer, ' +
    'groomers, кошатница, кошатницы, собачница, собачницы, кинолог, кинологи, грумер, ' +
    'грумеры, питомцы, щенки, котята, үй жануарлары, жануарлар, ит, мысық',
  cars:
    'vehicle, autos, automobile, driver, drivers, motorcycle, bike, bikers, автомобиль, ' +
    'машина, автоблогер, авто блогер, автомобильный, водитель, водители, тачки, мотоцикл, ' +
    'байкер, автолюбители, машиналар, автомобильдер, жүргізуші, жүргізушілер, тәртіпті ' +
    'жүргізу, мотоциклдер, petrolhead, petrolheads, auto, racing, racer, racers, drift, ' +
    'drifters, tuning, motorcycles, motorbikes, car reviews, автомобилист, автомобилисты, ' +
    'автолюбитель, гонки, гонщик, гонщики, дрифт, тюнинг, мотоциклисты, көлік, авто, көлік ' +
    'жүргізуші, көлік жүргізушілері, жарыс',
  technology:
    'technologies, technical, it, gadget, smartphone, programmer, programmers, developer, ' +
    'developers, iphone, machine learning, data science, технология, технологический, ' +
    'гаджет, техноблогер, техника, айтишник, айтишники, ит сфера, программист, программисты, ' +
    'разработчик, разработчики, смартфон, нейросеть, бағдарламашы, бағдарламашылар, ' +
    'гаджеттер, технологиялық, ит маман, tech, techie, techies, coder, coders, coding, ' +
    'software, ai, artificial intelligence, gadgets, it specialist, it specialists, ' +
    'технологии, гаджеты, кодер, кодеры, айти, ии, искусственный интеллект, it маман, it ' +
    'мамандар, it мамандары, айти мамандар, жасанды интеллект',
  gaming:
    'game, gamers, gameplay, streamer, streamers, dota, pubg, cs go, playstation, игра, ' +
    'игровой, геймеры, стример, стримеры, летсплей, геймерлер, ойыншылар, компьютерлік ' +
    'ойындар, стримерлер, бейне ойындар, esports, video games, videogames, twitch, ' +
    'minecraft, киберспорт, видеоигры, игроман, майнкрафт, ойындар',
  science:
    'scientist, scientists, scientific, popular science, research, engineer, engineers, ' +
    'ученый, ученые, научный, научпоп, исследователь, инженер, инженеры, ғалым, ғалымдар, ' +
    'ғылыми, инженерлер, астроном, physics, biology, astronomy, chemistry, space, физика, ' +
    'биология, астрономия, химия, космос',
  education:
    'educational, educator, educators, teach, teachers, schools, student, course, tutor, ' +
    'tutors, exam, exams, lessons, professor, studying, учителя, учительница, преподаватель, ' +
    'преподаватели, педагог, педагоги, образовательный, учеба, студент, репетиторы, курс, ' +
    'экзамены, школьный, школьники, мұғалімдер, ұстаз, ұстаздар, білім беру, студенттер, ' +
    'оқушы, оқушылар, сабақтар, репетитор, ұбт, педагогтар, курстар, school teacher, school ' +
    'teachers, kindergarten, university, students, learning, math, maths, училки, школьный ' +
    'учитель, школьные учителя, студенты, математика, подготовка к ент, ент, мектеп ' +
    'мұғалімі, мектеп мұғалімдері, балабақша',
  languages:
    'learn english, learning english, english teacher, english teachers, english lessons, ' +
    'english tutor, ielts, polyglot, polyglots, foreign language, translator, linguist, ' +
    'учить английский, уроки английского, учителя английского, учитель английского, ' +
    'преподаватель английского, репетитор английского, курсы английского, английского языка, ' +
    'полиглот, полиглоты, лингвист, иностранный язык, тілдер, шет тілі, шет тілдері, тіл ' +
    'үйрету, ағылшын, ағылшын тілін, ағылшын тілі мұғалімдері, ағылшын мұғалімдері, ' +
    'аудармашы, полиглоттар, languages, english, spanish, chinese lessons, репетиторы ' +
    'английского, английский, английский язык, изучение языков, ағылшын тілі, ағылшын тілін ' +
    'үйрету, ағылшын тілін үйрететін, ағылшын тілін үйрететіндер',
  books:
    'book, bookworm, bookish, bookstagram, reader, readers, novel, novels, author, writer, ' +
    'writers, poet, poets, poem, poems, книга, книжный, буктюб, букблогер, читать, читатель, ' +
    'читатели, роман, романы, писатели, поэт, поэты, стихи, кітап оқу, кітап оқитын, ' +
    'оқырмандар клубы, жазушы, жазушылар, ақындар, өлең, өлеңдер, роман, book lover, book ' +
    'lovers, booktok, bookworms, reading, literature, poetry, книголюб, книголюбы, книжники, ' +
    'чтение, литература, әдебиет, кітап, кітаптар, поэзия',
  business:
    'businessman, businessmen, businesswoman, businesswomen, entrepreneurs, founder, ' +
    'founders, ceo, small businesses, biz, shop owner, бизнесмен, бизнесмены, бизнес леди, ' +
    'бизнесвумен, предприниматели, стартап, стартапер, основатель, собственник бизнеса, свое ' +
    'дело, кәсіпкерлер, бизнесмендер, бизнестің, іскер, іскер әйелдер, стартаптар, саудагер, ' +
    'жеке бизнес, startup, startups, startup founder, startup founders, entrepreneurship, ' +
    'businesspeople, e commerce, sellers, предприниматель, бизнес, стартапы, стартаперы, ' +
    'основатели, продавцы, кәсіпкер, кәсіпкерлік',
  finance:
    'financial, investor, investors, invest, investment, trader, traders, stocks, stock ' +
    'market, bank, accountant, accountants, tax, economist, bitcoin, финансовый, инвестор, ' +
    'инвесторы, инвестировать, трейдер, трейдеры, крипта, биткоин, акции, банк, банки, ' +
    'бухгалтеры, экономист, финансист, налог, қаржылық, қаржыгер, инвесторлар, ' +
    'инвестициялар, салықтар, банктер, бухгалтерлер, экономика, трейдерлер, криптовалюталар, ' +
    'crypto, cryptocurrency, crypto guy, investing, investments, money, personal finance, ' +
    'economy, economics, инвестиции, деньги, криптовалюта, финансы, инвестиция, ақша, қаржы',
  marketing:
    'marketer, marketers, marketolog, smm manager, smm specialist, targetologist, ads ' +
    'specialist, brand manager, copywriter, маркетолог, маркетологи, смм, смм специалист, ' +
    'сммщик, сммщики, таргетолог, таргетологи, рекламный, копирайтер, бренд менеджер, ' +
    'маркетологтар, смм маман, таргетологтар, жарнамашы, жарнамалар, сммшілер, smm, ' +
    'advertising, branding, targeting, pr, digital marketing, seo, маркетинг, таргет, бренд, ' +
    'пиар, смм мамандар',
  career:
    'job, careers, freelancer, freelancers, remote, recruiter, recruiters, work, employment, ' +
    'hr manager, карьерный, фрилансер, фрилансеры, удаленка, рекрутер, рекрутеры, эйчар, ' +
    'работа, вакансия, профессии, профессия, фрилансерлер, жұмыс іздеу, жұмыстар, ' +
    'мамандықтар, карьера, рекрутерлер, hr, jobs, job search, career coach, career coaches, ' +
    'поиск работы, резюме, мансап, жұмыс',
  'real estate':
    'realtors, apartment, real estate agent, estate agent, realty, developer houses, house, ' +
    'mortgage, builder, builders, риелторы, риэлтор, риэлторы, квартира, новостройки, ' +
    'новостройка, застройщик, строитель, строители, агент по недвижимости, риэлторлар, ' +
    'пәтерлер, құрылысшы, құрылысшылар, ипотекалық, мүлік, realtor, broker, brokers, ' +
    'apartments, flats, property, housing, недвижимость, риелтор, риелтори, квартиры, жилье, ' +
    'ипотека, брокер, пәтер, жылжымайтын мүлік',
  law:
    'lawyers, attorney, attorneys, advocate, legal help, юристы, адвокат, адвокаты, ' +
    'юридический, законы, правовой, заңгерлер, адвокаттар, заңдар, құқық, құқықтық, заңды, ' +
    'нотариус, legal, legal advice, notary, law, юридическая помощь, юрист, закон, семейный ' +
    'юрист, заңгер, заң, заң кеңесі',
  art:
    'arts, artists, painter, painters, artistic, sculptor, illustrator, illustrators, ' +
    'gallery, drawings, художники, художница, живописец, арт, картины, картина, рисовать, ' +
    'рисуют, рисунки, иллюстратор, иллюстраторы, скульптор, галерея, суретшілер, суреттер, ' +
    'мүсінші, картиналар, иллюстраторлар, қылқалам, painting, paintings, drawing, sketch, ' +
    'calligraphy, art teacher, живопись, рисование, рисунок, каллиграфия, сурет, сурет салу, ' +
    'кескіндеме',
  design:
    'designer, designers, graphic designer, web designer, ui, ux designer, architect, ' +
    'architects, дизайнеры, графический дизайнер, веб дизайнер, архитектор, архитекторы, ' +
    'дизайнерлер, сәулетші, сәулетшілер, графикалық дизайн, архитекторлар, graphic design, ' +
    'ux, branding designer, графический дизайн, архитектура, дизайн, сәулет',
  photography:
    'photographers, photografer, photografers, fotograf, photographs, photo shoot, videographer, videographers, camera, mobile ' +
    'photography, фотографы, фотосъемка, фотографировать, видеограф, видеографы, мобилограф, ' +
    'камера, фотографтар, фотограф, фотосессиялар, видеографтар, мобилографтар, суретке ' +
    'түсіру, фотоға түсіру, photo, photos, photographer, family photographer, family ' +
    'photographers, wedding photographer, photoshoots, фото, семейный фотограф, семейные ' +
    'фотографы, фотосессия, фотограф на свадьбу, сурет түсіру, үйлену тойы фотографы, үйлену ' +
    'тойы фотографтары',
  music:
    'musical, song, singers, musicians, rapper, rappers, djs, concert, vocalist, guitar, ' +
    'guitarist, band, composer, песня, певцы, певицы, музыканты, музыкальный, рэпер, рэперы, ' +
    'диджей, концерт, гитара, группа, композитор, вокалист, әншілер, әндер, музыканттар, ' +
    'музыкалық, күйші, күйшілер, домбырашы, рэперлер, композиторлар, сазгер, sings, sing, ' +
    'singing, singer, vocalists, pianist, pianists, drummers, piano, songwriter, ' +
    'songwriters, поет, поют, пою, певец, певица, музыка, пианист, скрипач, битмейкер, ' +
    'домбыра, домбырашылар, домбыра тарту, домбыра тартатын, домбыра тартатындар, ән, ән ' +
    'айту, ән айтатын, ән айтатындар',
  dance:
    'dances, dancers, choreographer, choreographers, dance teacher, танцоры, танцевать, ' +
    'танцующий, хореограф, хореографы, танцевальный, бишілер, би билеу, хореографтар, билер, ' +
    'dancing, ballet, ballerina, ballerinas, hip hop dance, танцор, танцовщица, танцовщицы, ' +
    'танцы, балет, балерина, балерины, би, биші',
  humor:
    'comic, comics stand up, comedians, funny videos, joke, meme, prank, pranks, standup, ' +
    'viner, viners, юморист, юмористы, смешной, смешное, комик, комики, шутка, мем, вайн, ' +
    'вайнер, вайнеры, пранки, стендапер, ржачный, әзілкеш, әзілкештер, күлкілі, сатирик, ' +
    'вайнерлер, әзілдер, мемдер, funny, comedy, comedian, stand up comics, standup comics, ' +
    'humour, sketches, skits, tiktokers, tiktoker, юмор, приколы, скетчи, стендаперы, ' +
    'тиктокер, тиктокеры, тик токер, тик токеры, комедия, әзіл, әзіл айту, әзіл айтатын, ' +
    'әзіл айтатындар, әзілқой, әзілқойлар',
  entertainment:
    'movie, actors, actress, actresses, tv, tv show, celebrity, director, kino, ' +
    'cinematographer, drama, фильм, киношный, сериал, актеры, актер, знаменитость, звезды, ' +
    'режиссер, киноблогер, шоу, актриса, кино, фильмдер, сериалдар, актерлер, жұлдыздар, ' +
    'режиссерлер, театрлар, ойын сауықтық, movies, film, films, cinema, series, tv series, ' +
    'serials, theatre, theater, кино и сериалы, киноман, киноманы, театр, сериалы, фильмы, ' +
    'кино мен сериалдар',
  anime:
    'otaku, cosplayer, cosplayers, kpop, анимешник, анимешники, косплеер, косплееры, дорамы, ' +
    'кпоп, косплейші, анимешілер, кейпоп, manga, cosplay, k pop, манга, косплей, аниме',
  shopping:
    'discount, sale, sales, shop, review, reviews, product review, marketplace, wildberries, ' +
    'kaspi, ozon, gift, haul, скидка, распродажа, обзор, обзоры, обзорщик, вайлдберриз, вб, ' +
    'озон, каспи, находки, маркетплейс, подарок, шопоголик, магазины, жеңілдік, сауда жасау, ' +
    'сыйлық, шопингті, дүкендер, шолу, шолулар, unboxing, gift ideas, deals, discounts, ' +
    'shopaholic, shopaholics, marketplaces, распаковка, распаковки, скидки, подарки, ' +
    'покупки, шопинг, сауда, жеңілдіктер, сыйлықтар',
  crafts:
    'craft, craftsmen, crafter, craftswoman, hand made, knit, knitter, sew, seamstress, ' +
    'embroidered, pottery, ceramics, soap, рукодельница, рукодельницы, мастерица, вязать, ' +
    'вязаный, шить, швея, портной, керамика, гончар, мыловарение, крафт, хэндмейд, ' +
    'қолөнерші, қолөнершілер, тігінші, тігіншілер, тоқу, кестеші, керамика жасау, қол ' +
    'еңбегі, diy, handmade, knitting, sewing, embroidery, handicraft, handicrafts, woodwork, ' +
    'woodworking, candles, рукоделие, хендмейд, вязание, шитье, вышивка, свечи, қолөнер, ' +
    'қолөнер шебері, қолөнер шеберлері, шеберлер, тігу',
  culture:
    'cultural, historian, historians, historical, museum, tradition, customs, ethnic, ' +
    'folklore, культурный, историк, историки, исторический, традиция, музей, этно, обычаи, ' +
    'фольклор, мәдени, тарихшы, тарихшылар, тарихи, дәстүрлер, салт дәстүрлер, мұражай, ' +
    'музейлер, әдет ғұрып',
  media:
    'journalist, journalists, podcast, podcaster, podcasters, news, reporter, tv host, ' +
    'interviewer, журналисты, подкаст, подкастер, подкастеры, новости, репортер, ' +
    'телеведущий, телеведущая, интервьюер, блог новости, журналистер, подкасттар, ' +
    'подкастерлер, жаңалық, жаңалықтар, тележүргізуші, сұхбаттар, репортерлер, news anchor, ' +
    'news anchors, anchor, anchors, tv presenter, journalism, ведущий новостей, ' +
    'журналистика, тележурналист, жаңалықтар жүргізушісі',
  'city life':
    'urban, places to go, where to go, guide to the city, nightclubs, городской, городская ' +
    'жизнь, куда пойти, гид по городу, места города, қалалық, қала тынысы, қайда баруға, ' +
    'city guide, city guides, афиша, места, қала өмірі',
  charity:
    'charitable, volunteer, volunteers, donation, nonprofit, ngo, foundation, социальный ' +
    'проект, волонтер, волонтеры, благотворительный, фонд помощи, донат, еріктілер ' +
    'қозғалысы, волонтерлер, қайырымды, қайырымдылық қоры, ерікті',
  nature:
    'natural, eco, ecological, ecologist, ecologists, sustainable, green living, landscapes, ' +
    'эко, эколог, экологи, экологичный, природный, осознанное потребление, эколог, ' +
    'экологтар, экологиялық, табиғатты қорғау, табиғи, nature, environment, ecology, ' +
    'wildlife, природа, экология, табиғат',
}
