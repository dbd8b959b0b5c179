// SPDX-License-Identifier: GPL-2.0
// Gives every table of a page a link to its data as CSV. A cell's data-v is its
// value with all digits. Works without a network; without scripts only the
// links are missing, and derived/ has the same tables.
"use strict";
(function () {
	// The cells as a grid: what spans several places stands in all of them.
	function grid(table) {
		var rows = [];
		Array.prototype.forEach.call(table.rows, function (tr, r) {
			var c = 0;
			rows[r] = rows[r] || [];
			Array.prototype.forEach.call(tr.cells, function (cell) {
				while (rows[r][c] !== undefined)
					c++;
				for (var y = 0; y < cell.rowSpan; y++)
					for (var x = 0; x < cell.colSpan; x++) {
						rows[r + y] = rows[r + y] || [];
						rows[r + y][c + x] = text(cell);
					}
			});
		});
		return grouped(table, rows);
	}

	// A row that names those beneath it becomes their first column.
	function grouped(table, rows) {
		var group = "";
		if (!table.querySelector("tr.group"))
			return rows;
		return rows.map(function (row, r) {
			if (table.rows[r].className === "group")
				group = row[0];
			return [r < table.tHead.rows.length ? "workload" : group]
				.concat(row);
		}).filter(function (row, r) {
			return table.rows[r].className !== "group";
		});
	}

	function text(cell) {
		var value = cell.getAttribute("data-v");
		if (value === null)
			value = cell.innerText || cell.textContent;
		return value.replace(/\s+/g, " ").trim();
	}

	// The rows of the head become one, their words joined.
	function heads(rows, n) {
		var all = rows.slice(0, n), one = [];
		for (var c = 0; c < all[0].length; c++) {
			var words = [];
			all.forEach(function (row) {
				if (row[c] && words.indexOf(row[c]) < 0)
					words.push(row[c]);
			});
			one.push(words.join(" "));
		}
		return [one].concat(rows.slice(n));
	}

	function csv(table) {
		var n = table.tHead ? table.tHead.rows.length : 0;
		return heads(grid(table), n).map(function (row) {
			return row.map(function (cell) {
				return /[",\n]/.test(cell) ?
					'"' + cell.replace(/"/g, '""') + '"' : cell;
			}).join(",");
		}).join("\r\n") + "\r\n";
	}

	// "which-exits-4.csv": the question it answers, and its number.
	function fileName(table, i) {
		var section = table.closest("section, main");
		var heading = section && section.querySelector("h2");
		var words = heading ? heading.textContent : "table";
		return words.toLowerCase().replace(/[^a-z0-9]+/g, "-")
			.replace(/^-|-$/g, "") + "-" + (i + 1) + ".csv";
	}

	Array.prototype.forEach.call(document.querySelectorAll(".wide table"),
				     function (table, i) {
		var p = document.createElement("p");
		var link = document.createElement("a");
		p.className = "csv";
		link.textContent = "CSV";
		link.title = "This table as CSV";
		link.download = fileName(table, i);
		link.href = "#";
		link.addEventListener("click", function () {
			link.href = "data:text/csv;charset=utf-8," +
				encodeURIComponent(csv(table));
		});
		p.appendChild(link);
		table.parentNode.parentNode.insertBefore(p,
			table.parentNode.nextSibling);
	});
})();
