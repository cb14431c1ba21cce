//! Spreadsheets of goods in and out: XLSX, XLS, CSV and pasted cells.
