-- A profile that the platform hides by age or region: neither private nor gone, and its counts are unknown.
alter table blogs drop constraint blogs_scrape_status_check;
alter table blogs add constraint blogs_scrape_status_check check (
  scrape_status in ('pending', 'scraping', 'analyzing', 'active', 'private', 'restricted', 'deleted', 'failed')
);

-- The platform told a flag (0 or 1) under the name of a number: nobody's reels were counted here. Drops its index too.
alter table blogs drop column clips_count;
