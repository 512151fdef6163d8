-- What other folders may read of publishing: groups and who is in them.
create view shared.groups as select * from groups;
create view shared.group_members as select * from group_members;
-- What the operator has to know of posts: which were not begun, failed, or may be out.
create view shared.posts as select id, caption, status, scheduled_at, missed_at from posts;
create view shared.executions as
select id, post_id, username, status, commit_sent_at, ended_at, updated_at from executions;
-- The files of posts, in their order: other folders show the first picture.
create view shared.post_media as select post_id, position, upload_id from post_media;
create view shared.uploads as select id, kind from uploads;
