-- What other folders may read of people: who they are, their role, and the language of their messages.
create view shared.users as select id, login, name, role, is_active, language from users;
