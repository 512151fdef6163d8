-- What the operator calls a proxy, in whatever case.
alter table proxies add column label text
  constraint proxies_label_check check (char_length(label) between 1 and 60);

create unique index proxies_label_key on proxies (lower(label));
