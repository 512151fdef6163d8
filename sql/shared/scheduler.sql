-- What other folders may read of cron entries: all columns.
create view shared.cron_ticks as select * from cron_ticks;
