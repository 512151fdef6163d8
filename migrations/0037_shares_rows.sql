-- The CSV of a campaign may have a row for each post instead of one for each creator.
alter table shares add column csv_rows text not null default 'members'
  check (csv_rows in ('members', 'results'));
alter table shares add constraint shares_results_of_campaign
  check (csv_rows = 'members' or (kind = 'csv' and subject = 'campaign'));
