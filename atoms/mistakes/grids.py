"""Typical wrong programs for the atoms of `grids`."""

from synthgen.kinds import Flag, Grid, Integer, Integers, Size
from synthgen.library import mistake


@mistake(
    "transposed_grid",
    "the empty grid raises an error",
    "空网格会引发错误",
    where="not grid",
)
def transposed_grid_of_some_rows(grid: Grid) -> Grid:
    return [[row[column] for row in grid] for column in range(len(grid[0]))]


@mistake(
    "transposed_grid",
    "the rows of the transpose are all one and the same list",
    "转置的各行都是同一个列表",
)
def transposed_grid_of_shared_rows(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    columns: list[list[int]] = [[]] * width
    for row in grid:
        for column, cell in enumerate(row):
            columns[column].append(cell)
    return columns


@mistake("rotated_grid", "the rotation goes counterclockwise", "旋转的方向变成了逆时针")
def counterclockwise_rotation(grid: Grid) -> Grid:
    return [list(column) for column in zip(*grid, strict=True)][::-1]


@mistake(
    "rotated_grid",
    "the empty grid raises an error",
    "空网格会引发错误",
    where="not grid",
)
def rotated_grid_of_some_rows(grid: Grid) -> Grid:
    return [[row[column] for row in reversed(grid)] for column in range(len(grid[0]))]


@mistake(
    "rotated_grid",
    "a grid of a single row stays as it is",
    "只有一行的网格保持原样",
    where="len(grid) == 1",
)
def rotated_grid_of_many_rows(grid: Grid) -> Grid:
    if len(grid) == 1:
        return grid
    return [list(column) for column in zip(*reversed(grid), strict=True)]


@mistake("column_totals", "the sums of the rows are listed", "列出的是各行之和")
def row_totals(grid: Grid) -> Integers:
    return [sum(row) for row in grid]


@mistake(
    "column_totals",
    "a cell that occurs again in its row counts for the column of its first occurrence",
    "同一行中重复出现的数计入其首次出现的那一列",
)
def column_totals_by_value(grid: Grid) -> Integers:
    totals = [0] * len(grid[0]) if grid else []
    for row in grid:
        for cell in row:
            totals[row.index(cell)] += cell
    return totals


@mistake(
    "main_diagonal",
    "a grid that is taller than wide raises an error",
    "高度大于宽度的网格会引发错误",
)
def main_diagonal_through_all_rows(grid: Grid) -> Integers:
    return [grid[index][index] for index in range(len(grid))]


@mistake(
    "main_diagonal",
    "below the square part the diagonal starts again on the left",
    "超出正方形部分后又从左边重新开始一条对角线",
)
def main_diagonal_by_endless_strides(grid: Grid) -> Integers:
    width = len(grid[0]) if grid else 0
    cells = [cell for row in grid for cell in row]
    return cells[:: width + 1]


@mistake(
    "main_diagonal",
    "a row that occurs again gives the number of its first occurrence",
    "重复出现的行按其首次出现的行号取数",
)
def main_diagonal_by_row_values(grid: Grid) -> Integers:
    diagonal = []
    for row in grid:
        index = grid.index(row)
        if index < len(row):
            diagonal.append(row[index])
    return diagonal


@mistake(
    "is_symmetric_grid",
    "only the square part of the grid is looked at",
    "只检查网格的正方形部分",
)
def is_symmetric_square_part(grid: Grid) -> Flag:
    size = min(len(grid), len(grid[0])) if grid else 0
    for row in range(size):
        for column in range(row):
            if grid[row][column] != grid[column][row]:
                return False
    return True


@mistake(
    "is_symmetric_grid",
    "the left and the right half of each row are compared",
    "比较的是每行的左右两半",
)
def is_mirrored_grid(grid: Grid) -> Flag:
    return all(row == row[::-1] for row in grid)


@mistake(
    "is_symmetric_grid",
    "only the first row and the first column are compared",
    "只比较第一行和第一列",
)
def is_symmetric_border(grid: Grid) -> Flag:
    return not grid or grid[0] == [row[0] for row in grid]


@mistake(
    "is_symmetric_grid",
    "the grid is compared with its mirror image at the other diagonal",
    "与关于另一条对角线的镜像比较",
)
def is_symmetric_about_other_diagonal(grid: Grid) -> Flag:
    turned = [row[::-1] for row in reversed(grid)]
    return grid == [list(column) for column in zip(*turned, strict=True)]


@mistake(
    "spiral_cells",
    "a single row that is left in the middle is gone through twice",
    "中间剩下的单独一行被走了两遍",
)
def spiral_cells_with_row_twice(grid: Grid) -> Integers:
    cells: list[int] = []
    top, bottom = 0, len(grid) - 1
    left, right = 0, len(grid[0]) - 1 if grid else -1
    while top <= bottom and left <= right:
        for column in range(left, right + 1):
            cells.append(grid[top][column])
        top += 1
        for row in range(top, bottom + 1):
            cells.append(grid[row][right])
        right -= 1
        for column in range(right, left - 1, -1):
            cells.append(grid[bottom][column])
        bottom -= 1
        if left <= right:
            for row in range(bottom, top - 1, -1):
                cells.append(grid[row][left])
            left += 1
    return cells


@mistake(
    "spiral_cells",
    "a single column that is left in the middle is gone through twice",
    "中间剩下的单独一列被走了两遍",
)
def spiral_cells_with_column_twice(grid: Grid) -> Integers:
    cells: list[int] = []
    top, bottom = 0, len(grid) - 1
    left, right = 0, len(grid[0]) - 1 if grid else -1
    while top <= bottom and left <= right:
        for column in range(left, right + 1):
            cells.append(grid[top][column])
        top += 1
        for row in range(top, bottom + 1):
            cells.append(grid[row][right])
        right -= 1
        if top <= bottom:
            for column in range(right, left - 1, -1):
                cells.append(grid[bottom][column])
            bottom -= 1
        for row in range(bottom, top - 1, -1):
            cells.append(grid[row][left])
        left += 1
    return cells


@mistake(
    "spiral_cells",
    "of what is left in the middle, only a single cell is added",
    "中间剩下的部分只补上单独一格",
)
def spiral_cells_with_middle_cell(grid: Grid) -> Integers:
    cells: list[int] = []
    top, bottom = 0, len(grid) - 1
    left, right = 0, len(grid[0]) - 1 if grid else -1
    while top < bottom and left < right:
        cells += [grid[top][column] for column in range(left, right)]
        cells += [grid[row][right] for row in range(top, bottom)]
        cells += [grid[bottom][column] for column in range(right, left, -1)]
        cells += [grid[row][left] for row in range(bottom, top, -1)]
        top, bottom = top + 1, bottom - 1
        left, right = left + 1, right - 1
    if top == bottom and left == right:
        cells.append(grid[top][left])
    return cells


@mistake(
    "spiral_cells",
    "the way back does not look whether a row or column is left",
    "往回走时没有检查是否还有剩余的行或列",
)
def spiral_cells_without_a_last_look(grid: Grid) -> Integers:
    cells: list[int] = []
    top, bottom, left, right = 0, len(grid) - 1, 0, len(grid[0]) - 1 if grid else -1
    while top <= bottom and left <= right:
        cells += grid[top][left : right + 1]
        cells += [grid[row][right] for row in range(top + 1, bottom + 1)]
        cells += [grid[bottom][column] for column in range(right - 1, left - 1, -1)]
        cells += [grid[row][left] for row in range(bottom - 1, top, -1)]
        top, bottom, left, right = top + 1, bottom - 1, left + 1, right - 1
    return cells


@mistake("neighbour_totals", "diagonal neighbours count as well", "斜向的邻格也计入")
def neighbour_totals_with_diagonals(grid: Grid) -> Grid:
    totals = []
    for row, cells in enumerate(grid):
        sums = []
        for column, cell in enumerate(cells):
            nearby = grid[max(row - 1, 0) : row + 2]
            square = [sum(line[max(column - 1, 0) : column + 2]) for line in nearby]
            sums.append(sum(square) - cell)
        totals.append(sums)
    return totals


@mistake(
    "neighbour_totals",
    "the rows of the result are all one and the same list",
    "结果的各行都是同一个列表",
)
def neighbour_totals_of_shared_rows(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    totals = [[0] * width] * len(grid)
    for row in range(len(grid)):
        for column in range(width):
            near = 0
            if row > 0:
                near += grid[row - 1][column]
            if row < len(grid) - 1:
                near += grid[row + 1][column]
            if column > 0:
                near += grid[row][column - 1]
            if column < width - 1:
                near += grid[row][column + 1]
            totals[row][column] = near
    return totals


@mistake(
    "neighbour_totals",
    "neighbours that equal the cell are left out",
    "与该格相等的邻格没有计入",
)
def neighbour_totals_of_other_values(grid: Grid) -> Grid:
    totals = [[0] * len(row) for row in grid]
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            nearby = [line[column] for line in grid[max(row - 1, 0) : row + 2]]
            nearby += cells[max(column - 1, 0) : column + 2]
            totals[row][column] = sum(number for number in nearby if number != cell)
    return totals


@mistake(
    "neighbour_totals",
    "a row that occurs again gets the sums of its first occurrence",
    "重复出现的行取其首次出现处的邻格之和",
    where="any(grid.count(row) > 1 for row in grid)",
)
def neighbour_totals_by_row_values(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    padded = [[0] * width, *grid, [0] * width]
    totals = []
    for row in grid:
        index = grid.index(row)
        above, below = padded[index], padded[index + 2]
        left, right = [0, *row[:-1]], [*row[1:], 0]
        columns = zip(above, below, left, right, strict=True)
        totals.append([sum(neighbours) for neighbours in columns])
    return totals


@mistake(
    "neighbour_totals",
    "the number of rows is taken for the number of columns",
    "把行数当作列数",
    where="grid and len(grid) < len(grid[0])",
)
def neighbour_totals_of_a_square(grid: Grid) -> Grid:
    size = len(grid)
    totals = [[0] * len(cells) for cells in grid]
    for row, cells in enumerate(grid):
        for column in range(len(cells)):
            for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                if 0 <= row + down < size and 0 <= column + right < min(size, len(cells)):
                    totals[row][column] += grid[row + down][column + right]
    return totals


@mistake(
    "neighbour_totals",
    "a single row has no neighbours",
    "只有一行时，认为没有相邻格",
    where="len(grid) == 1",
)
def neighbour_totals_of_several_rows(grid: Grid) -> Grid:
    if len(grid) == 1:
        return [[0] * len(grid[0])]
    width = len(grid[0]) if grid else 0
    totals = [[0] * width for _ in grid]
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                if 0 <= row + down < len(grid) and 0 <= column + right < width:
                    totals[row + down][column + right] += cell
    return totals


@mistake("flood_filled_grid", "the fill also takes diagonal steps", "填充时也沿斜向移动")
def flood_filled_grid_with_diagonals(grid: Grid, value: Integer) -> Grid:
    filled = [list(row) for row in grid]
    pending = [(0, 0)] if grid else []
    visited = set(pending)
    while pending:
        row, column = pending.pop()
        filled[row][column] = value
        for near_row in range(max(row - 1, 0), min(row + 2, len(grid))):
            for near_column in range(max(column - 1, 0), min(column + 2, len(grid[0]))):
                same = grid[near_row][near_column] == grid[0][0]
                if same and (near_row, near_column) not in visited:
                    visited.add((near_row, near_column))
                    pending.append((near_row, near_column))
    return filled


@mistake(
    "flood_filled_grid",
    "every cell that equals the top left one is filled, reached or not",
    "凡与左上角相等的格子，不论能否到达都被填充",
)
def every_equal_cell_filled(grid: Grid, value: Integer) -> Grid:
    return [[value if cell == grid[0][0] else cell for cell in row] for row in grid]


@mistake(
    "flood_filled_grid",
    "the fill goes only down and to the right",
    "只向下和向右填充",
)
def flood_filled_grid_in_one_sweep(grid: Grid, value: Integer) -> Grid:
    filled = [list(row) for row in grid]
    reached = {(0, 0)}
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            joined = (row - 1, column) in reached or (row, column - 1) in reached
            if joined and cell == grid[0][0]:
                reached.add((row, column))
            if (row, column) in reached:
                filled[row][column] = value
    return filled


@mistake(
    "flood_filled_grid",
    "the fill does not end where the fill value is the start cell's own",
    "填充值与起始格的值相同时，填充不会停止",
    where="grid and value == grid[0][0]",
)
def flood_filled_grid_without_end(grid: Grid, value: Integer) -> Grid:
    filled = [list(cells) for cells in grid]

    def fill(row: int, column: int) -> None:
        is_inside = 0 <= row < len(filled) and 0 <= column < len(filled[0])
        if is_inside and filled[row][column] == grid[0][0]:
            filled[row][column] = value
            for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                fill(row + down, column + right)

    if grid:
        fill(0, 0)
    return filled


@mistake("region_count", "regions of zeros are not counted", "由零构成的区域没有计入")
def region_count_without_zeros(grid: Grid) -> Size:
    unvisited = {
        (row, column): cell
        for row, cells in enumerate(grid)
        for column, cell in enumerate(cells)
        if cell != 0
    }
    count = 0
    while unvisited:
        position, value = unvisited.popitem()
        count += 1
        pending = [position]
        while pending:
            row, column = pending.pop()
            above, below = (row - 1, column), (row + 1, column)
            left, right = (row, column - 1), (row, column + 1)
            for near in (above, below, left, right):
                if unvisited.get(near) == value:
                    del unvisited[near]
                    pending.append(near)
    return count


@mistake("region_count", "diagonal neighbours are joined as well", "斜向相邻的格子也算连通")
def region_count_with_diagonals(grid: Grid) -> Size:
    unvisited = {
        (row, column): cell
        for row, cells in enumerate(grid)
        for column, cell in enumerate(cells)
    }
    count = 0
    while unvisited:
        position, value = unvisited.popitem()
        count += 1
        pending = [position]
        while pending:
            row, column = pending.pop()
            for near_row in range(row - 1, row + 2):
                for near_column in range(column - 1, column + 2):
                    if unvisited.get((near_row, near_column)) == value:
                        del unvisited[near_row, near_column]
                        pending.append((near_row, near_column))
    return count


@mistake(
    "region_count",
    "parts that meet only further down or to the right are counted apart",
    "在更下方或更右方才连通的各部分被分开计数",
)
def region_count_by_first_cells(grid: Grid) -> Size:
    count = 0
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            joined_above = row > 0 and grid[row - 1][column] == cell
            joined_left = column > 0 and cells[column - 1] == cell
            if not joined_above and not joined_left:
                count += 1
    return count


@mistake(
    "region_count",
    "a region is followed down and sideways but not back up",
    "只向下和左右扩展区域，不再向上",
)
def region_count_without_steps_up(grid: Grid) -> Size:
    visited = set()
    count = 0
    for start_row, cells in enumerate(grid):
        for start_column, cell in enumerate(cells):
            if (start_row, start_column) in visited:
                continue
            count += 1
            pending = [(start_row, start_column)]
            while pending:
                row, column = pending.pop()
                inside = row < len(grid) and 0 <= column < len(grid[0])
                if inside and (row, column) not in visited and grid[row][column] == cell:
                    visited.add((row, column))
                    pending += [(row + 1, column), (row, column - 1), (row, column + 1)]
    return count


@mistake(
    "next_generation",
    "negative cells count as dead",
    "负数单元格被当作死细胞",
    where="min(map(min, grid), default=0) < 0",
)
def next_generation_of_positive_cells(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    following = []
    for row in range(len(grid)):
        generation = []
        for column in range(width):
            count = 0
            for near_row in range(max(row - 1, 0), min(row + 2, len(grid))):
                for near_column in range(max(column - 1, 0), min(column + 2, width)):
                    if (near_row, near_column) != (row, column):
                        count += grid[near_row][near_column] > 0
            alive = grid[row][column] > 0
            generation.append(1 if count == 3 or (alive and count == 2) else 0)
        following.append(generation)
    return following


@mistake(
    "next_generation",
    "only cells that are 1 count as alive",
    "只有等于 1 的格子才算活的",
    where="any(not {0, 1}.issuperset(cells) for cells in grid)",
)
def next_generation_of_ones(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    following = []
    for row in range(len(grid)):
        generation = []
        for column in range(width):
            count = 0
            for near_row in range(max(row - 1, 0), min(row + 2, len(grid))):
                for near_column in range(max(column - 1, 0), min(column + 2, width)):
                    if (near_row, near_column) != (row, column):
                        count += grid[near_row][near_column] == 1
            alive = grid[row][column] == 1
            generation.append(1 if count == 3 or (alive and count == 2) else 0)
        following.append(generation)
    return following


@mistake(
    "next_generation",
    "a cell that stays alive keeps its number",
    "存活下来的格子保留原来的数",
    where="any(not {0, 1}.issuperset(cells) for cells in grid)",
)
def next_generation_with_old_numbers(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    following = [list(cells) for cells in grid]
    for row in range(len(grid)):
        for column in range(width):
            count = 0
            for near_row in range(max(row - 1, 0), min(row + 2, len(grid))):
                for near_column in range(max(column - 1, 0), min(column + 2, width)):
                    if (near_row, near_column) != (row, column):
                        count += grid[near_row][near_column] != 0
            if grid[row][column] != 0 and count not in (2, 3):
                following[row][column] = 0
            if grid[row][column] == 0 and count == 3:
                following[row][column] = 1
    return following


@mistake(
    "next_generation",
    "cells that are updated already count with their new state",
    "已更新的格子按新状态计数",
)
def next_generation_in_place(grid: Grid) -> Grid:
    cells = [[int(cell != 0) for cell in row] for row in grid]
    for row in range(len(cells)):
        for column in range(len(cells[row])):
            nearby = cells[max(row - 1, 0) : row + 2]
            around = sum(sum(line[max(column - 1, 0) : column + 2]) for line in nearby)
            count = around - cells[row][column]
            cells[row][column] = int(count == 3 or (count == 2 and cells[row][column] == 1))
    return cells


@mistake(
    "next_generation",
    "the number of rows is taken for the number of columns",
    "把行数当作列数",
    where="grid and len(grid) < len(grid[0])",
)
def next_generation_of_a_square(grid: Grid) -> Grid:
    size = len(grid)
    following = []
    for row, cells in enumerate(grid):
        generation = []
        for column, cell in enumerate(cells):
            living = sum(
                grid[near][place] != 0
                for near in range(max(row - 1, 0), min(row + 2, size))
                for place in range(max(column - 1, 0), min(column + 2, size, len(cells)))
                if (near, place) != (row, column)
            )
            generation.append(int(living == 3 or (cell != 0 and living == 2)))
        following.append(generation)
    return following
