update approvals set requester = document ->> '$.plan.requester';
