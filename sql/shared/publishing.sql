-- What other folders may read of publishing: groups and who is in them.
create view shared.groups as select * from groups;
create view shared.group_members as select * from group_members;
