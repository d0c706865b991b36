/**
 * Every code a caller can meet, with what happened (title) and what to do next (advice), in the officer's language.
 * docs/errors.md is generated from here. `status` is the HTTP status; a refusal met in a consumer is kept under the same code.
 */
export interface ErrorEntry {
  status: number;
  title: string;
  advice: string;
}

const entry = (status: number, title: string, advice: string): ErrorEntry => ({ status, title, advice });

export const errorCatalogue = {
  // The request itself
  INVALID_REQUEST: entry(400, '请求内容不符合要求', '请按 errors 中列出的字段逐项更正后重新提交。'),
  MALFORMED_JSON: entry(400, '请求正文不是有效的 JSON', '请检查正文格式后重新提交。'),
  INVALID_UTF8: entry(400, '请求正文不是有效的 UTF-8 编码', '请以 UTF-8 编码重新提交。'),
  NUL_CHARACTER: entry(400, '请求正文含有空字符', '请删除正文中的 U+0000 字符后重新提交。'),
  JSON_DUPLICATE_KEY: entry(400, '请求正文含有重复的字段', '同一对象中每个字段只能出现一次，请删除重复字段后重新提交。'),
  JSON_FORBIDDEN_KEY: entry(400, '请求正文含有保留字段名', '请删除名为 __proto__、constructor 或 prototype 的字段后重新提交。'),
  JSON_TOO_COMPLEX: entry(400, '请求正文结构过于复杂', '嵌套不得超过 32 层，数据项不得超过 20000 个。'),
  MALFORMED_HTTP: entry(400, '请求不是有效的 HTTP 报文', '请检查客户端或代理的设置。'),
  HEADERS_TOO_LARGE: entry(431, '请求头过大', '请求头合计上限为 16 kB。'),
  REQUEST_TIMEOUT: entry(408, '请求接收超时', '请检查网络后重试；带同一 Idempotency-Key 重试不会重复办理。'),
  BODY_TOO_LARGE: entry(413, '请求正文过大', '正文上限为 256 kB；材料请以摘要登记，不要写入正文。'),
  UNSUPPORTED_MEDIA_TYPE: entry(415, '不支持的内容类型', '请使用 application/json。'),
  ROUTE_NOT_FOUND: entry(404, '没有这个接口', '请对照 /openapi.json 检查路径。'),
  METHOD_NOT_ALLOWED: entry(405, '该接口不支持这种请求方法', '请对照 /openapi.json 检查请求方法。'),
  IDEMPOTENCY_KEY_MISSING: entry(400, '缺少 Idempotency-Key', '每个办理请求须带 Idempotency-Key 请求头；重试时使用同一个值。'),
  IDEMPOTENCY_KEY_INVALID: entry(400, 'Idempotency-Key 格式不正确', '请使用 1 至 128 个可打印 ASCII 字符。'),
  IDEMPOTENCY_KEY_REUSED: entry(422, '同一 Idempotency-Key 已用于不同内容的请求', '内容有变时请换用新的 Idempotency-Key。'),
  IF_MATCH_INVALID: entry(400, 'If-Match 格式不正确', '请使用上次应答 ETag 中的版本号。'),
  READ_TOKEN_INVALID: entry(400, '读取凭据格式不正确', '请原样使用上次办理应答中的 readToken。'),
  ACTED_AT_IN_FUTURE: entry(400, '办理时间晚于当前法定时间', '请填写实际办理时间，不得晚于现在。'),
  STALE_VERSION: entry(409, '内容已被他人更新', '请刷新后核对最新内容，再决定是否继续办理。'),

  // Who and what may
  TOKEN_MISSING: entry(401, '未登录', '请登录并选择岗位后再试。'),
  TOKEN_INVALID: entry(401, '登录凭据无效', '请重新登录。'),
  TOKEN_EXPIRED: entry(401, '登录凭据已过期', '请刷新页面或重新登录。'),
  ACTION_NOT_PERMITTED: entry(403, '当前岗位无权办理此事项', '请由有权岗位办理，或切换岗位后再试。'),
  POST_NOT_HELD: entry(403, '当前账号未担任该岗位', '请从本人担任的岗位中选择。'),
  POST_NOT_CHOSEN: entry(403, '尚未选择岗位', '请先选择本次办理使用的岗位。'),
  SESSION_HEADER_MISSING: entry(403, '请求缺少 Xiezhi-Request 请求头', '会话请求须带 Xiezhi-Request: 1 请求头，以防跨站提交。'),
  SIGN_IN_FAILED: entry(401, '登录未完成', '请返回登录页重新登录。'),
  SERVICE_UNKNOWN: entry(404, '没有这个服务', '请对照 /openapi.json 检查路径。'),

  FAMILY_NOT_FOUND: entry(404, '没有这件事项，或本单位无权查看', '请核对编号；事项仅对相关单位可见。'),

  // The system
  OVERLOADED: entry(503, '系统繁忙', '请按 Retry-After 提示的时间稍后重试，已提交的内容不会丢失。'),
  UNAVAILABLE: entry(503, '系统暂时不可用', '请按 Retry-After 提示的时间稍后重试，已提交的内容不会丢失。'),
  INTERNAL: entry(500, '系统内部错误', '请稍后重试；如仍出现，请将 correlationId 告知运维人员。'),

  // Operators
  OPERATION_CONSUMER_UNKNOWN: entry(404, '没有这个消费者', '请用 xiezhi status 查看该服务有哪些消费者。'),
  OPERATION_NOT_PARKED: entry(404, '该队列中没有滞留的消息', '请刷新状态；可能已自动恢复。'),
  OPERATION_MOVED_ON: entry(409, '情况已变化，未作处理', '请重新查看后再决定；没有改动任何内容。'),
  OPERATION_NOT_STOPPED: entry(409, '该分区并未停止', '请刷新状态；只有因消息缺失而停止的分区才需要放行。'),
  OPERATION_NOT_REBUILDABLE: entry(409, '该消费者不能重建', '只有读模型可以重建；作出决定的消费者，其事实不会重做。'),

  // Practice
  WORLD_UNKNOWN: entry(404, '没有这个演练空间', '请先建立演练空间，或去掉 Xiezhi-World 请求头。'),
  WORLD_MISMATCH: entry(409, '演练事项与真实事项不得混办', '请在事项所属的演练空间内办理。'),
  PRACTICE_REFUSED_IN_PRODUCTION: entry(403, '生产环境不得演练', '请在演练环境操作。'),
  WORLD_ALREADY_OPENED: entry(409, '该演练空间已建立，且内容不同', '请换用新的编号。'),
  CLOCK_ONLY_FORWARD: entry(409, '演练时间只能向前拨', '请给出晚于当前演练时间的时刻。'),

  // Directory
  AGENCY_NOT_FOUND: entry(404, '没有这个单位', '请从名录中选择单位。'),
  AGENCY_ALREADY_REGISTERED: entry(409, '该单位已登记，且内容不同', '请核对单位编号。'),
  CREDIT_CODE_INVALID: entry(400, '统一社会信用代码校验不通过', '请核对 18 位代码（GB 32100-2015）。'),
  POST_NOT_FOUND: entry(404, '没有这个岗位', '请从名录中选择岗位。'),
  POST_ALREADY_GRANTED: entry(409, '该账号已担任此岗位', '如需调整任期，请先撤销原授予。'),
  GRANT_NOT_FOUND: entry(404, '没有这项岗位授予', '请核对账号与岗位。'),
  GRANT_PERIOD_INVALID: entry(400, '授予期限不正确', '截止日期须晚于起始日期。'),
  GRANT_ALREADY_REVOKED: entry(409, '该岗位授予已撤销，且理由不同', '请刷新后查看已有撤销记录。'),
  ADMINISTRATORS_NOT_SEPARATED: entry(409, '同一账号不得兼任系统、安全、审计管理员', '请授予其他账号，或先撤销其现任管理员岗位。'),
  ROUTE_UNKNOWN: entry(404, '没有这条移送路径', '请从可用的移送路径中选择。'),
  ROUTE_ALREADY_PUBLISHED: entry(409, '该移送路径已发布，且内容不同', '修改请发布新的路径编号。'),
  ROUTE_ALREADY_WITHDRAWN: entry(409, '该移送路径已停用，且内容不同', '请刷新后查看已有停用记录。'),

  // Clue and hand-off
  CLUE_NOT_FOUND: entry(404, '没有这条线索，或本单位无权查看', '请核对编号；线索仅对相关单位可见。'),
  CLUE_CLASSIFIED: entry(400, '不得录入涉密内容', '涉密材料不得进入本平台，请按保密规定通过专网办理。'),
  REPORTER_NOT_RECORDED: entry(404, '该线索未登记举报人信息', '匿名线索没有可查看的举报人信息。'),
  HAND_OFF_NOT_FOUND: entry(404, '没有这件移送，或本单位无权查看', '请核对编号；移送仅对双方可见。'),
  HAND_OFF_ALREADY_DRAFTED: entry(409, '该编号的移送已起草，且内容不同', '请换用新的编号。'),
  HAND_OFF_NOT_IN_DRAFT: entry(409, '该移送已不在起草阶段', '请刷新后查看当前状态。'),
  HAND_OFF_NOT_PENDING_APPROVAL: entry(409, '该移送不在待审批阶段', '请刷新后查看当前状态。'),
  HAND_OFF_NOT_SENT: entry(409, '该移送尚未发出或已签收', '请刷新后查看当前状态。'),
  HAND_OFF_NOT_RECEIVED: entry(409, '该移送尚未签收', '请先签收，再作受理或不予受理决定。'),
  HAND_OFF_ALREADY_ANSWERED: entry(409, '该移送已作出答复', '已作出的答复不得以不同内容再次作出；请刷新后查看。'),
  NOT_THE_SENDER: entry(403, '只有移送单位可以办理此步', '请由移送单位办理。'),
  NOT_THE_RECEIVER: entry(403, '只有接收单位可以办理此步', '请由接收单位办理。'),
  APPROVER_IS_DRAFTER: entry(409, '起草人与审批人不得为同一账号', '请由其他有权人员审批。'),
  RECEIVER_IS_SENDER: entry(400, '不得移送给本单位', '请选择其他接收单位。'),
  RECEIVER_UNKNOWN: entry(400, '接收单位不在名录中', '请从名录中选择接收单位。'),
  ROUTE_NOT_FOR_THESE_PARTIES: entry(409, '该移送路径不适用于双方单位', '请按双方单位类型与级别选择移送路径。'),
  ROUTE_NOT_FOR_THIS_SOURCE: entry(409, '该移送路径不适用于此线索来源', '请按线索来源选择移送路径。'),
  MATERIAL_MISSING: entry(409, '移送材料不齐', '请补齐路径要求的材料后再报批。'),
  HISTORY_MISSING: entry(409, '缺少移送前应有的办理记录', '该路径要求书面提示文号、期满日及会商研判纪要等记录，请补齐后再移送。'),
  REFUSAL_NOT_PERMITTED: entry(409, '该移送路径不允许不予受理', '请受理；有异议的，向上级机关报告。'),
  MATTER_ALREADY_HANDED_OVER: entry(409, '该事项已有一件移送在途', '一个事项同时只能有一件主办移送，请等待其办结。'),

  // The hand-off's protocol
  GROWN_FROM_UNKNOWN: entry(400, '没有这个来源问题，或本单位无权查看', '请核对河湖问题编号。'),
  MATTER_NOT_OWNED: entry(409, '该事项不由本单位主办', '请由主办单位办理移送。'),
  MATTER_AWAITS_COORDINATOR: entry(
    409,
    '该事项已三次被退转，须由协调机构指定接收单位',
    '请等待职责争议的处理决定；决定指定接收单位后，再向其移送。',
  ),
  RECEIVER_NOT_NAMED: entry(409, '接收单位不是协调机构指定的单位', '请移送给 named 所列单位。'),
  RECEIVER_ABOLISHED: entry(409, '接收单位已撤销', '请在名录中查找承接其职责的单位，改向该单位移送。'),
  ROUTE_NOT_FOR_THIS_MATTER: entry(409, '该移送路径不适用于此类事项', '请按事项类别（主办或协办、抄送）选择移送路径。'),
  PART_UNKNOWN: entry(400, '所选内容不在该事项中', '请从事项内容和材料清单中选择要移送的部分。'),
  PACKAGE_CHANGED: entry(409, '移送内容与报批时不一致', '请退回修改后重新报批，审批人须审阅同一份内容。'),
  SIGNER_HAS_SIGNED: entry(409, '同一账号不得重复签批', '请由下一签批岗位的其他人员签批。'),
  SIGNATURE_OF_OTHER_ROLE_AWAITED: entry(409, '尚待其他岗位签批', '请由 role 所列岗位签批。'),
  HAND_OFF_FIXED_BY_FILE: entry(409, '该移送由案卷提出，内容不得修改', '请撤回本件移送，在案卷中重新提出。'),
  HAND_OFF_ALREADY_RECEIVED: entry(409, '该移送已签收', '请刷新后查看当前状态。'),
  HAND_OFF_RECALLED: entry(409, '该移送已撤回', '事项仍由移送单位主办；请刷新后查看撤回理由。'),
  HAND_OFF_NOT_ACCEPTED: entry(409, '该移送尚未受理', '只有已受理的主办移送可以退回。'),
  HAND_OFF_STEP_ALREADY_TAKEN: entry(409, '此步已经办理', '无须重复办理。'),
  SUPPLEMENT_ALREADY_REQUESTED: entry(409, '已要求补正，且内容不同', '请等待移送单位补正，或就现有材料受理。'),
  SUPPLEMENT_NOT_REQUESTED: entry(409, '接收单位未要求补正', '请刷新后查看当前状态。'),
  SUPPLEMENT_ROUNDS_USED_UP: entry(409, '要求补正的次数已用完', '请就现有材料作出受理、不予受理或转送决定。'),
  SUPPLEMENT_PENDING: entry(409, '正在补正，不得不予受理', '请等待补正或补正期满；也可以就现有材料受理。'),
  MISSING_ITEM_IS_NO_GROUND: entry(409, '材料不齐不是不予受理的理由', '请要求补正；补正期满仍未补的，就现有材料作出决定。'),
  GROUND_MUST_BE_NAMED: entry(409, '补正期满后不予受理，须写明具体理由', '请选择「其他」以外的理由；所缺材料不得作为理由。'),
  NAMED_RECEIVER_MUST_ACCEPT: entry(409, '本单位系协调机构指定的接收单位，应当受理', '请受理；有异议的，向上级机关报告。'),
  FORWARD_NOT_PERMITTED: entry(409, '该移送路径不允许转送', '请受理或不予受理；有异议的，向上级机关报告。'),
  FORWARD_WOULD_BE_THIRD_BOUNCE: entry(
    409,
    '该事项已两次被退转，不得再转送',
    '请受理；确不属本单位职责的，不予受理并说明理由，由协调机构指定接收单位。',
  ),
  RECALL_NOT_PERMITTED: entry(409, '该移送路径不允许撤回', '请与接收单位协商。'),
  RECALL_TOO_LATE: entry(409, '该移送已受理，不能撤回', '请在案卷中请求退回。'),
  RECALL_ALREADY_REQUESTED: entry(409, '已请求撤回，且理由不同', '请等待接收单位答复。'),
  RECALL_NOT_REQUESTED: entry(409, '移送单位没有待答复的撤回请求', '请刷新后查看当前状态。'),

  // Stage charts
  TRANSITION_UNKNOWN: entry(404, '流程图中没有这一步', '请从可办事项中选择。'),
  STAGE_UNKNOWN: entry(400, '流程图中没有这个阶段', '请填写流程图中的阶段代码。'),
  TRANSITION_NOT_YOURS: entry(403, '本单位不是此步的办理单位', '请由流程图规定的单位办理。'),
  TRANSITION_NOT_FOR_YOUR_ROLE: entry(403, '当前岗位不能办理此步', '请由流程图规定的岗位办理，或切换岗位后再试。'),
  TRANSITION_NOT_FROM_HERE: entry(409, '当前阶段不能办理此步', '请刷新后查看当前阶段和可办事项。'),
  TRANSITION_FOLLOWS_AN_EVENT: entry(409, '此步随移送结果自动记录', '请在移送页面签收、受理或不予受理。'),
  STEP_FIELDS_MISSING: entry(400, '必填内容不齐', '请补齐 missing 中列出的内容。'),
  STEP_FIELDS_UNKNOWN: entry(400, '含有此步不需要的内容', '请删除 missing 中列出的字段。'),
  STEP_FIELDS_INVALID: entry(400, '填写内容不符合要求', '请更正 missing 中列出的内容；期限不得早于办理之日。'),
  STEP_CONDITION_UNMET: entry(409, '不符合办理此步的条件', '请对照 source 所列依据核对 missing 中的内容。'),
  STEP_SAME_PERSON: entry(409, '此步须由另一人办理', '起草与审批、办理与核查不得为同一账号，请由其他有权人员办理。'),
  CHECKLIST_INCOMPLETE: entry(409, '清单尚有未完成事项', '请完成 missing 中列出的事项后再办理。'),
  HISTORY_STEP_MISSING: entry(409, '缺少前置步骤', '请先办理 missing 中列出的步骤。'),
  LIMIT_NOT_PASSED: entry(409, '期限尚未届满', '期限届满后方可办理此步。'),
  LIMIT_PASSED: entry(409, '期限已经届满', '请按逾期后的步骤办理。'),
  MATTER_IN_FLIGHT: entry(409, '该事项正在移送途中，不能办理此步', '请等待移送办结，或先撤回移送。'),
  PENALTY_REPLACES_CRIMINAL_TRANSFER: entry(
    409,
    '涉嫌犯罪的，不得以行政处理代替移送',
    '请先移送公安机关，并填写移送文号或公安机关处理决定文号（行政执法机关移送涉嫌犯罪案件的规定第十一条）。',
  ),
  DEVIATION_REASON_MISSING: entry(409, '记录流程图以外的步骤须说明原因', '请填写原因后再记录。'),
  PACK_VERSION_NOT_LOADED: entry(409, '该事项所用的机制包版本未装载', '请联系平台管理员装载该版本。'),

  // Case file
  CASE_FILE_NOT_FOUND: entry(404, '没有这件案卷，或本单位无权查看', '请核对编号；案卷仅对承办单位可见。'),
  CASE_FILE_ALREADY_DECIDED: entry(409, '该案卷已作出决定，不能退回', '已决定的案卷不得退回；需要移交其他机关的，请另行移送案卷。'),
  CASE_FILE_NOT_DECIDED: entry(409, '该案卷尚未作出决定', '请先作出决定再移送案卷；不属于本单位办理的，可以请求退回。'),
  CASE_FILE_RETURNED: entry(409, '该案卷已退回移送单位', '事项已由移送单位继续主办，本案卷不再办理。'),
  CASE_FILE_HANDED_OVER: entry(409, '该案卷已移送其他机关', '事项已由接收机关主办，本案卷不再办理。'),
  RETURN_NOT_PERMITTED: entry(
    409,
    '该移送路径不允许退回',
    '请继续办理；有异议的，报上级机关决定（人民检察院公益诉讼办案规则第二十六条）。',
  ),
  RETURN_NEEDS_CONSENT: entry(409, '该移送路径不允许单方退回', '请改为请求退回，由对方同意。'),
  RETURN_PERIOD_OVER: entry(409, '单方退回的时限已过', '请改为请求退回，由对方同意。'),
  RETURN_ALREADY_REQUESTED: entry(409, '已有退回请求待答复', '请刷新后查看已有请求；对方提出的，请表示同意或者不同意。'),
  RETURN_NOT_REQUESTED: entry(409, '没有待答复的退回请求', '请刷新后查看当前状态。'),
  RETURN_ASKED_BY_ONESELF: entry(409, '不得答复本单位提出的退回请求', '请等待对方答复。'),

  // Feedback
  FEEDBACK_NOT_FOUND: entry(404, '没有这项反馈，或本单位无权查看', '请核对编号；反馈仅对双方可见。'),
  NOT_THE_DEBTOR: entry(403, '只有负有反馈义务的单位可以答复', '请由承办单位答复。'),
  NOT_THE_CREDITOR: entry(403, '只有接受反馈的单位可以确认', '请由移送单位确认。'),
  FEEDBACK_ALREADY_ANSWERED: entry(409, '该反馈已答复，且内容不同', '请刷新后查看已有答复。'),
  FEEDBACK_NOT_ANSWERED: entry(409, '该反馈尚未答复', '请等待承办单位答复后再确认。'),
  FEEDBACK_ALREADY_CONFIRMED: entry(409, '该反馈已确认', '请刷新后查看。'),
  FEEDBACK_MET_BY_HAND_OFF: entry(409, '该项反馈由签收、受理等办理步骤本身履行', '无需另行填写；请在移送中办理签收、受理或不予受理。'),
  FEEDBACK_CANCELLED: entry(409, '该项反馈义务已消灭', '事项已撤回、转送或终结，无需再办理；请刷新后查看原因。'),
  FEEDBACK_CONTRADICTS_DECISION: entry(
    409,
    '反馈结果与已作出的决定不一致',
    '请不填结果代码，系统采用已作出的决定；决定有误的，先依法更正决定。',
  ),
  FEEDBACK_ITEMS_MISSING: entry(409, '有要求事项未逐项答复', '请按要求事项原文逐项填写措施、状态和依据；details 列出尚缺的项次。'),
  FEEDBACK_ITEM_REPEATED: entry(409, '同一事项填写了两次', '每一事项只填写一次，请合并后重新提交。'),
  FEEDBACK_PROOF_MISSING: entry(409, '已完成的事项缺少证明材料', '请为每个已完成的事项登记至少一份证明材料的名称和摘要值。'),
  FEEDBACK_PLANNED_DAY_MISSING: entry(
    409,
    '未完成的事项缺少计划完成日期',
    '请为办理中、计划办理的事项填写计划完成日期；已完成的事项不填。',
  ),
  FEEDBACK_PLANNED_DAY_PAST: entry(409, '计划完成日期早于答复日期', '请填写答复之日或以后的日期；已完成的，请登记为已完成并附证明材料。'),
  FEEDBACK_OBJECTED: entry(409, '该反馈已被提出异议，尚未答复', '请等待承办单位对异议作出答复后再办理。'),
  FEEDBACK_ALREADY_OBJECTED: entry(409, '该反馈已提出异议，且内容不同', '请等待承办单位答复本次异议；仍有不同意见的，可在答复后再次提出。'),
  FEEDBACK_OBJECTIONS_USED_UP: entry(409, '异议次数已用完', '对答复仍不认可的，请通过督办程序处理。'),

  // Clocks
  CLOCK_NOT_FOUND: entry(404, '没有这项期限，或本单位无权查看', '请核对编号；期限仅对承办单位和相关单位可见。'),
  CLOCK_NOT_EXTENDABLE: entry(409, '该期限不得延长', '本项期限的依据没有规定延长；确有困难的，请在届满前书面说明。'),
  CLOCK_NOT_YOURS_TO_EXTEND: entry(403, '本单位无权延长该期限', '请由期限表规定的单位批准延长。'),
  CLOCK_ALREADY_EXTENDED: entry(409, '该期限的延长次数已用完', '再次延长须报请上级批准，另行办理。'),
  CLOCK_ENDED: entry(409, '该期限已经终止', '请刷新后查看。'),
  CLOCK_EXTENSION_TOO_LATE: entry(409, '期限已经届满，不得延长', '延长应当在届满前提出；请按逾期办理。'),

  // Audit
  ANNOUNCEMENT_NOT_FOUND: entry(404, '没有这条移送记录，或本单位无权查看', '请核对编号；记录全文仅对相关单位可见。'),
  TRAIL_CURSOR_INVALID: entry(400, '翻页凭据格式不正确', '请原样使用上一页应答中的 next。'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
