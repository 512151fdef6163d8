-- What other folders may read of readings.
create view shared.post_readings as select * from post_readings;
create view shared.reading_schedule as select blog_id, planned_at, read_at, live_stories from reading_schedule;
