-- A platform that reads a file as no picture is sent its pictures encoded once more, and never again after that.
alter table executions add column is_reencoded boolean not null default false;
