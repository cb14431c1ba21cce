-- Version 3: what somebody else deleted on the platform. Only adds.

-- The id under which the platform had it, until it has it again.
ALTER TABLE goods ADD COLUMN gone_goods_id INTEGER;
ALTER TABLE rooms ADD COLUMN gone_room_id INTEGER;
