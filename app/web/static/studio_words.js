// What the canvas calls things: bpmn-js speaks English, this is its Vietnamese; and our own words in both languages.
(() => {
  "use strict";
  const vi = document.documentElement.lang === "vi";
  const bpmn = {
    "Activate hand tool": "Công cụ di chuyển khung nhìn", "Activate lasso tool": "Công cụ chọn vùng",
    "Activate create/remove space tool": "Công cụ giãn, thu khoảng trống", "Activate global connect tool": "Công cụ nối",
    "Create start event": "Thêm điểm bắt đầu", "Create end event": "Thêm điểm kết thúc", "Create task": "Thêm nhiệm vụ",
    "Create intermediate/boundary event": "Thêm sự kiện trung gian hoặc gắn biên", "Create gateway": "Thêm cổng",
    "Create expanded sub-process": "Thêm quy trình con", "Create data object reference": "Thêm dữ liệu",
    "Create data store reference": "Thêm kho dữ liệu", "Create pool/participant": "Thêm bể (pool)", "Create group": "Thêm nhóm",
    "Append end event": "Thêm điểm kết thúc phía sau", "Append gateway": "Thêm cổng phía sau", "Append task": "Thêm nhiệm vụ phía sau",
    "Append intermediate/boundary event": "Thêm sự kiện phía sau", "Append text annotation": "Thêm chú thích",
    "Add text annotation": "Thêm chú thích", "Change type": "Đổi loại", "Change element": "Đổi loại", "Delete": "Xóa", "Remove": "Xóa",
    "Connect to other element": "Nối tới phần tử khác", "Connect using sequence/message flow or association": "Nối tới phần tử khác",
    "Connect using association": "Nối bằng liên kết", "Set color": "Đặt màu", "Align elements": "Căn thẳng hàng",
    "Add lane above": "Thêm làn phía trên", "Add lane below": "Thêm làn phía dưới", "Divide into two lanes": "Chia thành hai làn",
    "Divide into three lanes": "Chia thành ba làn", "Task": "Nhiệm vụ", "User task": "Việc của người", "Service task": "Việc hệ thống tự làm",
    "Script task": "Tính toán", "Business rule task": "Tra bảng quyết định", "Manual task": "Việc làm tay", "Send task": "Gửi thông điệp",
    "Receive task": "Chờ thông điệp", "Call activity": "Gọi quy trình khác", "Sub-process (collapsed)": "Quy trình con (thu gọn)",
    "Sub-process (expanded)": "Quy trình con (mở)", "Exclusive gateway": "Cổng chọn một nhánh", "Parallel gateway": "Cổng đi mọi nhánh cùng lúc",
    "Inclusive gateway": "Cổng chọn một hay nhiều nhánh", "Complex gateway": "Cổng phức hợp", "Event-based gateway": "Cổng chờ việc đến trước",
    "Start event": "Điểm bắt đầu", "End event": "Điểm kết thúc", "Message start event": "Bắt đầu khi có thông điệp", "Timer start event": "Bắt đầu theo giờ",
    "Terminate end event": "Kết thúc tất cả", "Message end event": "Kết thúc, gửi thông điệp", "Error end event": "Kết thúc vì lỗi",
    "Intermediate throw event": "Sự kiện phát", "Message intermediate catch event": "Chờ thông điệp", "Timer intermediate catch event": "Chờ đến giờ",
    "Timer boundary event": "Hẹn giờ gắn trên bước", "Timer boundary event (non-interrupting)": "Hẹn giờ gắn trên bước (không ngắt)",
    "Message boundary event": "Thông điệp gắn trên bước", "Message boundary event (non-interrupting)": "Thông điệp gắn trên bước (không ngắt)",
    "Error boundary event": "Lỗi gắn trên bước", "Sequence flow": "Luồng", "Default flow": "Luồng mặc định", "Conditional flow": "Luồng có điều kiện",
    "Empty pool/participant (removes content)": "Bể trống (xóa nội dung)", "Expanded pool/participant": "Bể mở", "Parallel multi-instance": "Nhiều lượt cùng lúc",
    "Sequential multi-instance": "Nhiều lượt lần lượt", "Loop": "Lặp", "Ad-hoc": "Tùy ý", "Search in diagram": "Tìm trong sơ đồ", "Search": "Tìm",
    "no parent for {element} in {parent}": "{element} không có chỗ trong {parent}", "element {element} referenced by {referenced}#{property} not yet drawn": "{element} chưa được vẽ",
    "no diagram to display": "Tệp không có phần hình vẽ (BPMN DI)", "no process or collaboration to display": "Tệp không có quy trình nào",
  };
  const own = {
    saved: ["Đã lưu", "Saved"], saving: ["Đang lưu…", "Saving…"], dirty: ["Chưa lưu", "Not saved yet"], readOnly: ["Chỉ xem", "View only"],
    retry: ["Chưa lưu được, đang thử lại…", "Could not be saved; trying again…"], loading: ["Đang mở…", "Opening…"],
    unreadable: ["Không vẽ được tệp này:", "This file cannot be drawn:"], undrawn: ["Tệp không có phần hình vẽ. Dùng dạng danh sách.", "The file has no drawing. Use the list."],
    history: ["Xem lịch sử của tệp", "See the file's history"], reload: ["Tải bản mới nhất", "Load the newest"],
    newer: ["Đã có bản mới hơn của tệp này.", "There is a newer revision of this file."],
    choose: ["Chọn một phần tử trên sơ đồ.", "Choose an element of the diagram."], name: ["Tên", "Name"], id: ["Mã", "Id"], lane: ["Làn (ai làm)", "Lane (who does it)"],
    role: ["Vai trò", "Role"], form: ["Biểu mẫu", "Form"], step_term: ["Thời hạn của bước (4wh, 2wd, sameday)", "Term of the step (4wh, 2wd, sameday)"],
    assignee: ["Giao cho (handler hoặc để trống)", "Assigned to (handler, or empty)"], unit: ["Đơn vị", "Unit"], instructions: ["Hướng dẫn cho người làm", "Instructions"],
    action: ["Việc hệ thống làm", "What the system does"], called: ["Quy trình được gọi", "Called process"], decision: ["Bảng quyết định", "Decision table"],
    script: ["Phép tính", "Script"], condition: ["Đi theo luồng này khi", "This flow is taken when"], isDefault: ["Luồng mặc định", "Default flow"],
    none: ["(chưa chọn)", "(not chosen)"], error: ["Lỗi", "Error"], look: ["Nên xem", "Worth a look"], shared: ["tệp dùng chung", "shared file"],
    otherFile: ["tệp khác", "other file"],
    added: ["thêm", "added"], removed: ["bỏ", "removed"], changed: ["đổi", "changed"], moved: ["dời chỗ", "moved"],
    tokenStart: ["Bắt đầu", "Start"], tokenDone: ["Làm xong", "Done"], tokenHappens: ["Xảy ra", "Happens"], tokensAt: ["Token đang ở:", "Tokens at:"],
    tokensNone: ["Chưa có token nào. Chọn một điểm bắt đầu.", "No token yet. Choose a start."], tokensWalk: ["Token đang đi…", "The token is on its way…"], tokensStuck: ["Kẹt, không đi tiếp được ở:", "Stuck, nothing leads on from:"],
    tokensPause: ["Tạm dừng", "Pause"], tokensGo: ["Tiếp tục", "Continue"], tokensEnd: ["Quy trình đã xong.", "The process has ended."],
  };
  window.studioWords = {
    say: (key) => own[key][vi ? 0 : 1],
    translate: (template, places) => ((vi && bpmn[template]) || template).replace(/{([^}]+)}/g, (whole, key) => places?.[key] ?? whole),
  };
})();
